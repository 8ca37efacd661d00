from . import controllers
from . import models
from .hooks import _post_init, _uninstall
