from . import stock_lot_choice
from . import stock_lot_update_status
from . import stock_lot_update_expiry
from . import stock_lot_record_breach
