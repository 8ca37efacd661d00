from . import stock_lot_choice
from . import stock_lot_signing
from . import stock_lot_update_status
from . import stock_lot_update_expiry
from . import stock_lot_record_breach
from . import stock_lot_decision_answer
from . import stock_lot_pin
