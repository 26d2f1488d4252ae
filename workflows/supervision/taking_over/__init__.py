"""旧案接续: the open cases of an old ledger come in from one sheet; their clocks start on the day of going live."""
