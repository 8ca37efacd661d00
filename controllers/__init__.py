from . import certificates
from . import import_template
from . import status_update_report
from . import main
from . import story
from . import trace
from . import custody
