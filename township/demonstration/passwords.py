"""What opens the demonstration: printed at every start, and no secret."""

PASSWORD = "qingxi-demonstration"
SECOND_FACTOR_SECRET = "QINGXIDEMONSTRATIONTONGXIN234567"
