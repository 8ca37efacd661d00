from . import test_demo_data
from . import test_tools_gs1
from . import test_stock_lot_search
from . import test_stock_lot_trace
from . import test_speed_queries
from . import test_stock_lot_status
from . import test_stock_lot_expiry
from . import test_stock_lot_import
