"""The office's words for the values of a test (form F8)."""

from casefiles.terms.testing import NoticeWay, SampleKind, Signing, TestResult

SAMPLES = {
    SampleKind.URINE: "尿液", SampleKind.BLOOD: "血液", SampleKind.SALIVA: "唾液",
    SampleKind.HAIR: "毛发",
}  # fmt: skip
RESULTS = {
    TestResult.NEGATIVE: "阴性", TestResult.POSITIVE: "阳性", TestResult.INVALID: "检测无效",
    TestResult.REFUSED: "拒检", TestResult.EVADED: "逃避检测", TestResult.ILL: "未检：患病",
    TestResult.ON_LEAVE: "未检：请假外出", TestResult.LOST: "未检：去向不明",
    TestResult.OTHER: "未检：其他原因",
}  # fmt: skip
NOTICES = {
    NoticeWay.FACE: "当面", NoticeWay.PHONE: "电话", NoticeWay.PAPER: "书面",
    NoticeWay.FAMILY: "由家属转告",
}  # fmt: skip
SIGNINGS = {
    Signing.SIGNED: "签字", Signing.THUMBPRINT: "捺印", Signing.REFUSED: "拒绝签字",
}  # fmt: skip
