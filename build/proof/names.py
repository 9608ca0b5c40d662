"""Names of people beside a phone number: before it or behind it, with nothing but labels and marks between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from proof.numbers import Span

NEAR = 30  # characters looked at on either side of a number
SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉"
    "宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃"
    "利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公付肖闫邸覃占仝苟植阳佘佟岳帅亢况郈琴商牟"
)
DOUBLE = {
    "欧阳",
    "太史",
    "端木",
    "上官",
    "司马",
    "东方",
    "独孤",
    "南宫",
    "夏侯",
    "诸葛",
    "尉迟",
    "皇甫",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "长孙",
    "宇文",
    "轩辕",
    "申屠",
}
TITLE = (
    "先生|女士|老师|同志|主任|科长|处长|书记|队长|站长|经理|师傅|医生|校长|所长|局长|部长|主席|会长|秘书长|律师"
    "|大姐|阿姨|小姐|干事|科员|镇长|村长|园长|社工"
)
ROLE = (
    r"联\s?系\s?人|经办人|负责人|撰稿人?|供稿人?|执笔人?|审签人?|审核人?|作者|通讯员|报名人|收件人|寄件人|志愿者|社工|站长|队长|主任|书记|科长|处长"
    "|姓名|户主|家属|监护人|当事人|居民|村民|网格员|专干|干事|辅导员|班主任|校长|拨打|致电|联系|请找|可找|咨询|同志|老师|院长|所长|经理|会长|秘书长"
)
PHONE = (
    "(?:联系|办公|固定|移动|家庭|咨询|报名|单位|个人|本人)?(?:电话|手机|座机|方式|固话|号码)(?:号码?)?|热线|号码"
    r"|TEL|Tel|tel|Mobile|mobile|Phone|phone|T|M"
)
MARKS = r"[\s，,、：:；;（）()【】\[\]/|｜\-—－·+.]"
# No names, though they begin as names do.
NO_NAME = re.compile(
    r"(?:万[名次人件户元个].*|.*(?:[市员户率次数比的遍圈段长区县镇乡街道路办部局处科室站中心委会院校社馆所厅组队园厂店庄庙桥港湾楼网台]|公司|服务|热线|单位|电话|手机|方式|时间|地址|地点|平台|项目|全国|全省|全市|公共|公开|应急"
    r"|周[一二三四五六日末]|安全|常用|温馨|红十字|武警|江苏|双方|举报|监督|投诉|求助|救助|救援|报名|查询|值班|传真|邮编|总机|文明|志愿|和谐|平安|明细|通过|方便|任何|金额|成本|经费|居民|居家"
    r"|家属|家长|向上|公益|国家|党员|党群|农业|农村|师生|东方"
    r"|阳光|应当|能够|须知|通知|容量|共计|总计|合计|其中|以上|以下|约为|高达|水费|电费|单价|单号|编号|账号|户号|号|元|时|日|月|年)$|.*[×*].*)"
)
HAN = r"[\u3400-\u9fff]"
BEFORE = re.compile(rf"(?P<run>{HAN}+(?:·{HAN}+)?)(?:{MARKS}|{PHONE}|[男女]|为|是)*$")
AFTER = re.compile(rf"(?:{MARKS}|{PHONE})*(?P<run>{HAN}+(?:·{HAN}+)?)")
OF_ROLE = re.compile(rf"(?:{ROLE})(?:{MARKS}|为|是|叫)*")
AS_ROLE = re.compile(rf"(?:{ROLE})(?:{MARKS}|为|是|叫)*$")
TITLED = re.compile(rf"({TITLE})$")
LABELLED = re.compile(rf"(?:{PHONE}|为|是)+$")
# What a sentence has before a name; a name may hold one of these itself.
LEADS = re.compile("[与由找给请和向及是为问叫打系询]|(?:" + ROLE + ")")
SPREAD = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff][ \u3000]{1,2}[\u3400-\u9fff]$")


def beside(text: str, phones: Iterable[Span]) -> Iterator[Span]:
    """Yield the passages in which a name stands beside one of these phone numbers."""
    for phone in phones:
        start, end = _name_before(text, phone.start), _name_after(text, phone.end)
        if start is not None:
            yield Span("name_phone", start, phone.end)
        elif end is not None:
            yield Span("name_phone", phone.start, end)


def _name_before(text: str, at: int) -> int | None:
    """Return where the name begins that stands before a place."""
    start = max(0, at - NEAR)
    window = text[start:at].rstrip("+( ")
    end = len(window)
    for _ in range(6):  # labels that the pattern takes for part of the run
        if not (found := BEFORE.search(window, 0, end)):
            return None
        run = LABELLED.sub("", found["run"])
        if run:
            break
        end = found.start()
    else:
        return None
    if len(run) == 1 and (spread := SPREAD.search(window, 0, found.start() + 1)) and spread[0][0] in SURNAMES:
        return start + spread.start()  # 赵　明
    begin = found.start()
    if window[:begin][-1:].isdigit():
        return None  # 6万元
    for at_word in [0, *(lead.end() for lead in LEADS.finditer(run))]:
        labelled = bool(AS_ROLE.search(window, max(0, begin + at_word - 12), begin + at_word))
        if _is_name(run[at_word:], labelled):
            return start + begin + at_word
    return None


def _name_after(text: str, at: int) -> int | None:
    """Return where the name ends that stands behind a place."""
    window = text[at : at + NEAR]
    found = AFTER.match(window)
    if not found or "。" in window[: found.start("run")] or "\n\n" in window[: found.start("run")]:
        return None
    word, begin = found["run"], found.start("run")
    role = OF_ROLE.match(word)
    if role:
        word, begin = word[role.end() :], begin + role.end()
        if not word and (rest := re.match(rf"{MARKS}*({HAN}{{2,4}})", window[begin:])):
            word, begin = rest[1], begin + rest.start(1)
    bracketed = bool(re.match(r"\s?[（(]", window)) or bool(role)
    return at + begin + len(word) if bracketed and _is_name(word, False) else None


def _is_name(word: str, labelled: bool) -> bool:
    if titled := TITLED.search(word):
        word = word[: titled.start()]
        return len(word) <= 3 and word[:1] in SURNAMES and not (len(word) > 1 and NO_NAME.fullmatch(word))
    if "某" in word and not labelled:
        return False
    if not 2 <= len(word) <= 4 or NO_NAME.fullmatch(word):
        return "·" in word and labelled
    if len(word) == 4:
        return word[:2] in DOUBLE
    return labelled or word[0] in SURNAMES or word[:2] in DOUBLE
