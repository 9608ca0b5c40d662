"""The words by which the parts of a head are told: names, numbers, offices, times, notes on handling."""

from __future__ import annotations

import re

from readers.numerals import NUMBER, YEAR
from readers.traditional import either

HANDLING = either(
    r"内部(?:参阅|传阅|使用|掌握|发行)|(内部(?:学习|参考|工作|交流)?|工作|参阅|学习)(资料|材料|文件|刊物|参考|交流)[，,·、]?.{0,10}|(请)?(注意|妥善)(保存|保管|保密).{0,6}|仅供.{2,12}|.{0,6}(不得|请勿|严禁).{2,8}"
    r"|会议(?:资料|材料|文件)(?:[，,·、]?(?:会后|用后|阅后|请).{1,6})?|(?:会后|用后)(?:收回|退回|交回|销毁|清退)"
    r"|(长期|永久|免费|限期)(保存|赠阅|交流)|保存期限?[：:]?.{2,4}|阅后.{2,4}"
)
NAME_END = either(
    r".*(简报|快报|通报|专报|月报|季报|周报|旬报|摘报|要报|[周旬月季]刊|通讯|简讯|快讯|动态|信息|要情|情况|参阅|参考|内参|交流|之窗|导刊|专刊|反映|建议)$"
)
OFFICE = either(
    r"(?!关于)[^：:]*(办|室|处|科|股|部|委|委员会|厅|局|中心|组|领导小组|指挥部|联席会议|协会|联合会|总会|学会|秘书处|编辑部|社|站|会|集团|公司|大学|学院|所|医院|学校|[妇残文侨商青]联|[科作]协|馆)$"
)
EDITED = either(
    r"^(?:联合|共同)?(?:主办|主编|编印|编发|承办|编辑|编制|印发)(?:单位)?[：:]"
    r"|(?:(?:联合|共同)?(?:主办|主编|编印|编发|编制|承办|编辑|印发|编)|(?<!综)合[办编])$"
)
SUPPLEMENT = either(r"[增特专]刊")
HOSTS = ("主办", "主編", "主编", "主辦", "编印", "合编", "合办", "编发")
"""What makes an issuer of whoever stands before it."""
EDITS = ("主办", "主编", "编印", "编发", "编制", "联合主办", "主辦", "主編")
"""What makes an issuer of whoever stands behind it."""
HOST = either(r"中共|中国共产党|.*(?:委员会|人民政府|领导小组|联席会议)")
"""Who may stand above a masthead that names another office again."""
ABOVE = either(r"(?:主管|指导|协办|技术支持)(?:单位)?[：:].*")
"""Who stands beside an issuer and is none."""
BELOW = either(r"(?:承办|编印|编制)(?:单位)?[：:].*")
"""Who is no issuer where another office is named before."""
SECRECY = either(
    r"(?:密级|紧急程度|缓急|等级|编号)[：:].{1,12}"
    r"|(绝密|机密|秘密)[★☆].*|特急|加急|急件|平急|(绝密|机密|秘密)|(?:№|N[oO])?[.．：]?\d{4,7}"
)
TOTAL = either(rf"[（(\[【]?总(?:第)?({NUMBER})[期号][）)\]】]?")
SERIES = either(
    rf"(?:主题[：:])?[（(【\[]?((?!第)[^（(【\[）)\d]{{2,30}}?(?:专刊|专辑|特刊|专题|增刊)|[增特]刊)(?:之|第)?[（(]?({NUMBER})?[）)]?[期辑号]?[）)】\]]?"
)
NUMBERS = (
    either(rf"[〔\[［(（【]({YEAR})[〕\]］)）】]第?({NUMBER})[号期]"),
    either(rf"(?:({YEAR})年?度?[·•・，,、]?)?第({NUMBER})[期号辑周]"),
    either(rf"({YEAR})年({NUMBER})(?:[期号]|月[号刊])"),
    either(r"()(?:No|NO|№)[.．]?(\d+)"),
    either(rf"^({YEAR})[·•・/]({NUMBER})$"),
)
PERIOD = either(
    rf"[（(]?(?:({YEAR})年)?(?=[^年]*[年月日旬季])(?:[\d一二三四五六七八九十○〇零第上中下至到—–\-~～－.]|年|月|日|旬|份|季|度|半)*(?:出版|编印|出刊|[号刊])?[）)]?"
)
"""What time an issue is about or comes out at, where that is no day."""
MONTH_AND_DAY = re.compile(rf"(?<![\d—–\-~～至到]|年)({NUMBER})月({NUMBER})日(?![—–\-~～至到])")
REGISTERED = either(r"(?:准印证号?[：:])?([^：:，。]*(?:准印|准字|内资|登记?字|刊号)[^：:，。]*\d[^：:，。]*)")
"""A registration number."""
LABEL = either(r"[^\s：:]{0,4}(?:单位|[主承协]办|编辑|协编|负责人|联系人|日期|时间|范围|编号|电话|网址|邮箱)[：:].")
"""What a head may say by name besides what there is a field for."""
FREQUENCY = either(
    r"[（(]?(?:[双半两]?[年周旬月季日]刊|不定期(?:出版|刊物)?|试[行刊]号?|每[两半]?[年周旬月季]\S?[一两二三四]?[期次](?:出版)?|内[部刊][刊物]*)[）)]?"
)
"""How often an issue comes out: no part of its name beside a number, or behind one that is complete."""
BESIDE_NAME = either(
    r"(|.{4,}?)([（(](?:电子版|网络版|试刊|[双半]?[周旬月季]刊|内[部刊][刊物]*|\d{4}年\d{1,2}月[^（）()]*)[）)])"
)
"""A masthead with what stands in brackets behind it and is no part of the name:
an edition, the days that an issue is about."""
DAY = either(r"(?:编印|出版|出刊|印发|签发|发布|印制)?(?:日期|时间)[：:]")
WEEKDAY = re.compile(r"[（(]?星期[一二三四五六日天][）)]?|[（(]?周[一二三四五六日天][）)]?$")
