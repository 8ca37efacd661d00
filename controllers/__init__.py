from . import import_template
from . import main
