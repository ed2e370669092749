#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes demo/volunteers.tsv, demo/residents.tsv and demo/kin.tsv.

Everybody in them is invented. The same seed gives the same bytes: only the
small generator below is asked for chance, never the library's. Run it from
the top of the repository:

    python3 tools/demo/make_people.py
"""
import math
import sys

SEED = 370725001
VOLUNTEERS = 300
ELDERS = 80
OTHERS = 60
TODAY_YEAR = 2026
DEMO_AREA = "370799"


class Chance:
    """A linear congruential generator of 64 bits (Knuth's constants)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % limit

    def pick(self, things):
        return things[self.below(len(things))]

    def weighted(self, pairs):
        at = self.below(sum(weight for _, weight in pairs))
        for thing, weight in pairs:
            at -= weight
            if at < 0:
                return thing
        raise AssertionError

    def percent(self, chance):
        return self.below(100) < chance

    def some(self, things, count):
        rest, taken = list(things), []
        while rest and len(taken) < count:
            taken.append(rest.pop(self.below(len(rest))))
        return taken


# Surnames by how often one meets them around Weifang.
SURNAMES = [tuple(pair) for pair in (
    ("王", 100), ("张", 88), ("刘", 86), ("李", 84), ("赵", 44), ("孙", 38), ("于", 24), ("陈", 30), ("高", 24), ("徐", 22),
    ("马", 20), ("郭", 20), ("秦", 20), ("吴", 16), ("杨", 16), ("田", 16), ("滕", 15), ("宋", 14), ("朱", 13), ("韩", 12),
    ("董", 12), ("钟", 11), ("崔", 11), ("郑", 10), ("孟", 10), ("周", 10), ("冯", 9), ("姜", 9), ("范", 8), ("丁", 8),
    ("魏", 8), ("肖", 8), ("史", 7), ("黄", 7), ("胡", 7), ("曹", 7), ("林", 6), ("唐", 6), ("尹", 6), ("葛", 5), ("鞠", 5),
    ("苗", 5), ("窦", 4), ("闫", 6), ("袁", 5), ("鲁", 4), ("潘", 4), ("冀", 4), ("谭", 4), ("曲", 4), ("臧", 3), ("牟", 3),
    ("隋", 3), ("逄", 3), ("解", 3), ("卞", 2), ("曾", 2), ("单", 2), ("仇", 2), ("任", 5), ("华", 1), ("纪", 3), ("盖", 2),
    ("查", 1), ("庞", 3), ("吕", 6), ("侯", 4), ("邢", 3), ("尉迟", 1), ("欧阳", 1))]

# Given names by generation: up to 1955, 1969, 1984, 1999, and younger.
GIVEN = {
    "female": [
        (1955, "桂兰 桂英 秀英 秀兰 玉兰 玉英 玉珍 凤英 凤兰 素珍 素英 淑兰 淑英 兰英 秀芹 桂芳 桂芝 玉芝 爱兰 传英 学英 洪英 月英 瑞英 "
               "翠兰 翠英 秋兰 香兰 秀珍 玉梅 桂花 凤芹 美兰 兰芝 玉芹 世英 宝兰 淑珍 俊英 芳兰 英 芝 贞 芹"),
        (1969, "秀梅 爱玲 丽华 红梅 玉梅 桂香 秀玲 美英 建英 玉霞 桂霞 秀霞 月霞 淑霞 春梅 金凤 玉凤 秀云 素云 爱芹 素霞 培霞 "
               "翠玲 美霞 秀芳 云芳 霞 红 梅 玲 芳"),
        (1984, "晓红 晓梅 丽娟 海燕 春霞 艳红 秀丽 云霞 雪梅 淑娟 美玲 爱霞 文霞 小霞 海英 玉娟 春玲 金玲 桂玲 丽霞 晓霞 "
               "海玲 燕 艳 霞 娟 敏 慧"),
        (1999, "婷婷 晓琳 倩倩 梦瑶 雨晴 晓彤 佳琪 慧敏 文慧 晓倩 玉洁 晓雯 雅楠 梦洁 晓燕 金花 美慧 玉婷 晓晨 倩 琳 颖 雯 洁"),
        (2010, "雨涵 欣怡 子涵 梓萱 思雨 佳怡 雅琪 若琳 梦涵 可欣 雨桐 诗涵 文萱"),
    ],
    "male": [
        (1955, "德厚 德福 玉山 玉亭 传友 洪德 学文 学仁 树森 树林 长河 福堂 福田 兆祥 兆林 永福 永昌 文生 金山 庆山 庆云 克俭 "
               "绍文 洪山 传德 学义 维山 世昌 宝山 宝田 振海 振山 丰年 来福 树德 明山 同春 立本 全福 连升"),
        (1969, "建华 国庆 卫国 志刚 永刚 爱民 新民 立军 学军 光林 增福 永军 建民 洪军 全军 树军 洪林 兴国 玉军 培军 建新 "
               "春生 海军 乐军 军 刚 勇"),
        (1984, "海波 洪波 晓明 伟东 建波 金龙 玉龙 永生 洪涛 晓军 永亮 建平 光辉 海龙 文峰 志军 立波 永波 学峰 晓辉 建鹏 "
               "云峰 波 峰 磊 斌 鹏"),
        (1999, "晓飞 文博 志鹏 子健 明哲 建鹏 晓龙 文超 志远 玉鹏 永超 晓阳 天宇 文龙 金鹏 晓宇 海洋 伟杰 凯文 鑫 超 帅 凯 阳"),
        (2010, "宇轩 浩然 子豪 文轩 嘉豪 俊豪 子轩 明轩 一鸣 博文 天佑 家辉"),
    ],
}

# Names a reader would take for somebody well known. (The pools above cannot make any name the source article prints.)
NOT_THESE = set("""王志刚 刘军 马军 高新民 李建民 李静 王凯 刘涛 王磊 吴磊 李鹏 张杰 王超 马超 马丽 张超 刘洋 高峰 韩雪 韩红 周杰 周涛 朱军 王军 王勇
李强 周强 马凯 刘磊 张勇 刘波 黄勃 朱婷 张婷婷 刘海波 刘洪涛 李海军 王海洋 刘鑫 刘颖 张颖 王颖 李红 赵红霞 于洋 王洋 孙洋 张磊 李敏
张琳 王琳 陈红 林丽华 张海英 吴爱玲 李建华 王建平 张建民 李建平 李洪波 张建华 王建民 张志军 李志军 李小霞 李晓霞 孙雯 王霞 林志远
张天宇 杨洋 杨阳 陈凯 李帅 徐帅 马龙 韩磊 郭峰 王鹏 张鹏 杨帆 郭刚 周洁 李玉刚 赵英 王英 吴英 王洁 李慧敏 杨颖 李晓明 黄晓明 陈晓明
张晓龙 王芳 张芳 李芳 王红 张红 王芝 李军 张军 赵军 王刚 李刚 李勇 王斌 刘斌 李斌 刘凯 王波 李波 张帅 李超 刘帅 王帅 李鑫 王鑫
朱德福 徐海东 王金龙 赵玉芬 李玉梅 郭明义 孟祥斌 许振超 丁晓兵 李学军 马志军 王立军 李志远 刘志军 王洪涛 张洪波 李光辉 孙洪涛 孙海英
张敏 吴敏 王敏 李艳 刘艳 张艳 李燕 王燕 王艳 张燕 王娟 刘娟 李娟 张慧 李慧 刘慧 高敏 王慧 刘敏 刘霞 张霞 李霞""".split())

# Fixed people: key, name, sex, birth date, place, estate.
PERSONAS = {
    "V001": dict(name="于海波", sex="male", birth="1979-05-17", place="demo-xinchang", estate="新昌小区", orgs=["huoshan"],
                 skills=["chat", "clean", "paperwork", "lecture"], free="3 14:00-17:00;6 09:00-11:30;7 14:00-17:00"),
    "V002": dict(name="赵志远", sex="male", birth="1987-09-04", place="demo-hengsheng", estate="恒盛家园", orgs=["huoshan"],
                 skills=["chat", "clean", "accompany_clinic", "heavy_lifting", "cook"],
                 free="1 18:00-20:30;3 13:30-18:00;6 08:30-17:30;7 08:30-17:30"),
    "V003": dict(name="滕春霞", sex="female", birth="1975-03-28", place="demo-xinchang", estate="文化里", orgs=["pugongying"],
                 skills=["haircut", "chat", "sewing"], free="2 09:00-11:30;4 14:00-17:30;6 08:30-17:30;7 08:30-17:30"),
    "V004": dict(name="钟光辉", sex="male", birth="1972-08-11", place="370725001005", estate="车站小区", orgs=["huoshan"],
                 skills=["lecture", "clean", "drive", "traffic_guide"], free="3 14:00-17:30;5 14:00-17:30;6 08:30-11:30"),
    "V005": dict(name="郭玉霞", sex="female", birth="1968-01-19", place="demo-xinchang", estate="新昌南苑", orgs=["pugongying"],
                 skills=["haircut", "accompany_clinic", "tutor"], free="1 09:00-11:30;2 09:00-11:30;4 09:00-11:30;6 09:00-16:00"),
    "V006": dict(name="秦永亮", sex="male", birth="1974-10-06", place="demo-hengsheng", estate="恒盛东区", orgs=["hongmajia"],
                 skills=["repair_electric", "plumbing", "heavy_lifting"], free="2 18:00-20:30;4 18:00-20:30;6 08:30-17:30;7 08:30-12:00"),
    "V007": dict(name="孟晓彤", sex="female", birth="1990-06-23", place="370725001001", estate="站北家园", orgs=["chunyu"],
                 skills=["tutor", "childcare", "phone_help", "reading"], free="3 18:00-20:00;6 08:30-17:30;7 13:00-17:30"),
    "V008": dict(name="范云芳", sex="female", birth="1966-12-02", place="demo-xihu", estate="西湖家园", orgs=["nuanxin"],
                 skills=["counselling", "blood_pressure", "chat"], free="1 14:00-17:00;3 14:00-17:00;5 09:00-11:30;6 09:00-11:30"),
    "V009": dict(name="姜秀芳", sex="female", birth="1964-04-15", place="370725001018", estate="后东家园", orgs=["laoren"],
                 skills=["dumplings", "cook", "chat", "sewing"], free="1 08:30-11:30;2 14:00-17:00;4 08:30-11:30;5 14:00-17:00"),
    "V010": dict(name="丁树军", sex="male", birth="1963-07-30", place="370725001229", estate="丹河村", orgs=["renju"],
                 skills=["gardening", "clean", "heavy_lifting"], free="2 08:30-11:30;3 08:30-11:30;6 08:30-17:00;7 08:30-12:00"),
}
ELDER_PERSONAS = {
    "E001": dict(name="陈桂兰", sex="female", birth="1948-03-15", sequence="012", place="demo-xinchang", estate="新昌小区",
                 address="6号楼2单元501", lives_alone=True, hardship=False, health="高血压，膝关节不好", home="五楼，没有电梯"),
    "E002": dict(name="赵德厚", sex="male", birth="1951-11-08", sequence="031", place="demo-hengsheng", estate="纺织厂宿舍",
                 address="3号楼1单元102", lives_alone=False, hardship=False, health="", home="一楼"),
    "E003": dict(name="曾玉芹", sex="female", birth="1942-06-02", sequence="044", place="demo-xihu", estate="水利局宿舍",
                 address="1号楼3单元302", lives_alone=True, hardship=True, health="白内障术后，听力差", home="三楼，没有电梯"),
    "E004": dict(name="单传友", sex="male", birth="1938-09-21", sequence="057", place="370725001229", estate="丹河村",
                 address="2组17号", lives_alone=True, hardship=True, health="慢阻肺，走路要歇", home="平房，院里有狗"),
}
OTHER_PERSONAS = {
    "R001": dict(name="王雪梅", sex="female", birth="1975-10-12", sequence="062", lives_in="青岛市"),
}

# Communities by how many volunteers and elders live there.
WEIGHTS = {"demo-xinchang": 30, "demo-hengsheng": 28, "demo-xihu": 20, "370725001001": 16, "370725001005": 20, "370725001016": 10,
           "370725001017": 14, "370725001018": 14, "370725001020": 8, "370725001030": 14, "370725001031": 12, "370725001032": 8,
           "370725001035": 12, "370725001200": 5, "370725001213": 5, "370725001214": 4, "370725001215": 6, "370725001225": 4,
           "370725001229": 8}
NOBODY_HERE = "昌盛花园二期"

# Skills by organisation (with weight), so that a team can do what its menu items ask.
ORGANISATION_SKILLS = {
    "huoshan": [("clean", 30), ("chat", 30), ("paperwork", 20), ("lecture", 18), ("traffic_guide", 20), ("drive", 14),
                ("heavy_lifting", 18), ("repair_electric", 5), ("accompany_clinic", 12)],
    "pugongying": [("haircut", 22), ("accompany_clinic", 26), ("tutor", 24), ("chat", 20), ("clean", 10), ("shopping", 12), ("reading", 8)],
    "hongmajia": [("repair_electric", 16), ("plumbing", 16), ("shopping", 24), ("heavy_lifting", 22), ("legal", 6), ("lecture", 10),
                  ("dance", 14), ("table_tennis", 12), ("phone_help", 10)],
    "chunyu": [("tutor", 26), ("childcare", 18), ("reading", 22), ("phone_help", 22), ("photography", 12), ("chat", 12), ("calligraphy", 6)],
    "nuanxin": [("chat", 30), ("counselling", 10), ("blood_pressure", 18), ("massage", 8), ("first_aid", 10), ("calligraphy", 12),
                ("accompany_clinic", 16), ("reading", 10)],
    "laoren": [("dumplings", 28), ("cook", 24), ("clean", 22), ("chat", 26), ("sewing", 14), ("shopping", 14), ("haircut", 8)],
    "renju": [("clean", 34), ("gardening", 24), ("heavy_lifting", 24), ("plumbing", 6), ("traffic_guide", 8), ("drive", 6)],
}
ORGANISATION_WEIGHTS = [("huoshan", 80), ("pugongying", 48), ("hongmajia", 48), ("chunyu", 34), ("nuanxin", 30), ("laoren", 32),
                        ("renju", 28)]

HEALTH = ["高血压", "糖尿病，吃药控制", "腰腿疼，走不远", "白内障", "听力不好，说话请大声", "冠心病，随身带药", "类风湿", "轻度脑梗后遗症，左手无力",
          "慢性支气管炎", "骨质疏松，怕摔", "记性差，常忘事", "帕金森早期，手抖"]
FLOORS = [("一楼", 20), ("二楼，没有电梯", 15), ("三楼，没有电梯", 18), ("四楼，没有电梯", 16), ("五楼，没有电梯", 12), ("有电梯", 25)]
CITIES = ["青岛市", "济南市", "潍坊市", "烟台市", "北京市", "上海市", "淄博市", "日照市", "东营市", "威海市", "天津市", "深圳市"]
EVIDENCE = ["户口簿，站里看过原件", "户口簿与双方身份证，窗口核对", "派出所出具的亲属关系证明，站里留复印件", "同住多年，邻居两人作证，走访时核实"]
EVIDENCE_TOWN = EVIDENCE + ["社区居委会出具的亲属关系证明"]
EVIDENCE_VILLAGE = EVIDENCE + ["村委会出具的亲属关系证明，走访时核实"]


class People:
    def __init__(self, chance, places):
        self.chance = chance
        self.places = places
        self.names = {}
        self.phones = set()
        self.sequences = {}

    def given_name(self, sex, year):
        for until, names in GIVEN[sex]:
            if year <= until:
                return self.chance.pick(names.split())
        raise AssertionError

    def name(self, sex, year, surname=None):
        """A name nobody is known by, and that at most two of our people share."""
        for _ in range(1000):
            name = (surname or self.chance.weighted(SURNAMES)) + self.given_name(sex, year)
            if name in NOT_THESE or self.names.get(name, 0) >= (2 if self.chance.percent(4) else 1):
                continue
            return self.take_name(name)
        raise AssertionError("no name left")

    def take_name(self, name):
        assert name not in NOT_THESE, name
        self.names[name] = self.names.get(name, 0) + 1
        return name

    def phone(self, block):
        while True:
            phone = "154%d%07d" % (block, self.chance.below(10000000))
            if phone not in self.phones:
                self.phones.add(phone)
                return phone

    def document(self, birth, sex, sequence=None):
        """Eighteen digits of the unassigned area, no two alike."""
        day = birth.replace("-", "")
        if sequence is None:
            number = self.sequences.get(day, 100) + 1
            number += (number % 2 == 1) != (sex == "male")
            self.sequences[day] = number
            sequence = "%03d" % number
        body = DEMO_AREA + day + sequence
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]

    def birth(self, first_year, last_year):
        return "%04d-%02d-%02d" % (first_year + self.chance.below(last_year - first_year + 1), 1 + self.chance.below(12),
                                   1 + self.chance.below(28))

    def home(self, place, estate=None):
        """Estate, address and a position some steps from the estate's middle."""
        row = self.places[place]
        if estate is None:
            estates = [e for e in row["estates"] if e["name"] != NOBODY_HERE]
            if estates:
                estate = self.chance.pick(estates)["name"]
            elif row["tier"] == "village":
                estate = row["name"]
            else:
                raise AssertionError("a community without estates: " + place)
        middle = next((e for e in row["estates"] if e["name"] == estate), row)
        if row["tier"] == "village":
            address = "%d组%d号" % (1 + self.chance.below(6), 1 + self.chance.below(60))
            spread = 330
        else:
            address = "%d号楼%d单元%d0%d" % (1 + self.chance.below(18), 1 + self.chance.below(4), 1 + self.chance.below(6),
                                          1 + self.chance.below(2))
            spread = 170
        angle, far = self.chance.below(360) * math.pi / 180, 20 + self.chance.below(spread)
        lng = middle["lng_e6"] + round(far * math.cos(angle) / 0.0893)
        lat = middle["lat_e6"] + round(far * math.sin(angle) / 0.1112)
        return estate, address, lng, lat


def read_places(path):
    places, header = {}, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            fields = line.rstrip("\n").split("\t")
            if header is None:
                header = fields
                continue
            row = dict(zip(header, fields))
            row["lng_e6"], row["lat_e6"], row["estates"] = int(row["lng_e6"]), int(row["lat_e6"]), []
            if row["tier"] == "estate":
                places[row["parent"]]["estates"].append(row)
            else:
                places[row["code"]] = row
    return places


def free_hours(chance, year):
    """Weekly spans: pensioners on weekdays, workers in the evening and at weekends, students at weekends."""
    spans = []
    if year <= 1966:
        for weekday in chance.some([1, 2, 3, 4, 5], 2 + chance.below(3)):
            spans.append((weekday, chance.pick(["08:30-11:30", "09:00-11:00", "14:00-17:00", "08:30-17:00"])))
        if chance.percent(40):
            spans.append((6, "09:00-11:30"))
    elif year <= 2003:
        for weekday in chance.some([6, 7], 1 + chance.below(2)):
            spans.append((weekday, chance.pick(["08:30-11:30", "09:00-17:00", "14:00-17:30", "08:30-17:30"])))
        for weekday in chance.some([1, 2, 3, 4, 5], chance.below(3)):
            spans.append((weekday, chance.pick(["18:00-20:00", "18:30-20:30", "14:00-17:30"])))
    else:
        for weekday in chance.some([6, 7], 2):
            spans.append((weekday, chance.pick(["09:00-11:30", "13:30-17:00", "09:00-17:00"])))
    return ";".join("%d %s" % span for span in sorted(spans))


def make_volunteer(people, key, number):
    chance, fixed = people.chance, PERSONAS.get(key)
    sex = fixed["sex"] if fixed else chance.weighted([("female", 58), ("male", 42)])
    if fixed:
        birth, name = fixed["birth"], people.take_name(fixed["name"])
        place, organisations, skills, free = fixed["place"], fixed["orgs"], fixed["skills"], fixed["free"]
        estate, address, lng, lat = people.home(place, fixed["estate"])
    else:
        first, last = chance.weighted([((1954, 1966), 34), ((1967, 1984), 34), ((1985, 1999), 22), ((2000, 2008), 10)])
        birth = people.birth(first, last)
        name = people.name(sex, int(birth[:4]))
        place = chance.weighted(list(WEIGHTS.items()))
        estate, address, lng, lat = people.home(place)
        organisations = [chance.weighted(ORGANISATION_WEIGHTS)]
        if chance.percent(12):
            second = chance.weighted(ORGANISATION_WEIGHTS)
            if second not in organisations:
                organisations.append(second)
        skills = []
        wanted = 1 + chance.below(4)
        for _ in range(20):
            skill = chance.weighted(ORGANISATION_SKILLS[chance.pick(organisations)])
            too_old = skill == "heavy_lifting" and int(birth[:4]) < 1961
            too_young = skill in ("drive", "counselling", "legal", "massage") and int(birth[:4]) > 2000
            if skill not in skills and not too_old and not too_young:
                skills.append(skill)
            if len(skills) >= wanted:
                break
        free = free_hours(chance, int(birth[:4]))
    reach = chance.weighted([(1500, 20), (2500, 35), (4000, 30), (8000, 15)]) if not fixed else 6000
    since = 20 + chance.below(900) if not fixed else 500 + number
    return dict(key=key, name=name, pinyin="", sex=sex, birth=birth, phone=people.phone(1), place=place, estate=estate, address=address,
                lng_e6=lng, lat_e6=lat, organisations=",".join(organisations), skills=",".join(skills), free=free, reach_m=reach,
                since_days_before=since)


def make_elder(people, key):
    chance, fixed = people.chance, ELDER_PERSONAS.get(key)
    if fixed:
        sex, birth, name, place = fixed["sex"], fixed["birth"], people.take_name(fixed["name"]), fixed["place"]
        estate, _, lng, lat = people.home(place, fixed["estate"])
        address, health, home = fixed["address"], fixed["health"], fixed["home"]
        alone, hardship = fixed["lives_alone"], fixed["hardship"]
    else:
        sex = chance.weighted([("female", 60), ("male", 40)])
        first, last = chance.weighted([((1958, 1964), 15), ((1947, 1957), 40), ((1937, 1946), 35), ((1930, 1936), 10)])
        birth = people.birth(first, last)
        name = people.name(sex, min(int(birth[:4]), 1955))
        place = chance.weighted(list(WEIGHTS.items()))
        estate, address, lng, lat = people.home(place)
        alone = chance.percent(58)
        hardship = chance.percent(22)
        health = chance.pick(HEALTH) if chance.percent(55) else ""
        is_village = people.places[place]["tier"] == "village"
        home = chance.weighted([("平房", 70), ("平房，院里有狗", 30)]) if is_village else floor_of(chance, address)
    return dict(key=key, kind="elder", name=name, pinyin="", sex=sex, birth=birth,
                document=people.document(birth, sex, fixed and fixed["sequence"]), phone=people.phone(2), place=place, estate=estate,
                address=address, lng_e6=lng, lat_e6=lat, lives_alone=yes(alone), hardship=yes(hardship), health=health, home=home, lives_in="")


def floor_of(chance, address):
    """The door number says the floor; the higher ones may have a lift."""
    floor = int(address.split("单元")[1][0])
    if floor == 1:
        return "一楼"
    return "有电梯" if chance.percent(30) else "一二三四五六"[floor - 1] + "楼，没有电梯"


def make_other(people, key, elder):
    """A child of the elder (in town or far away), or a resident without kin here."""
    chance, fixed = people.chance, OTHER_PERSONAS.get(key)
    sex = fixed["sex"] if fixed else chance.pick(["female", "male"])
    if fixed:
        birth, name, lives_in = fixed["birth"], people.take_name(fixed["name"]), fixed["lives_in"]
    elif elder:
        year = max(1958, min(int(elder["birth"][:4]) + 23 + chance.below(8), 1996))
        birth = people.birth(year, year)
        surname = None if elder["sex"] == "female" else surname_of(elder["name"])
        name = people.name(sex, year, surname)
        lives_in = chance.pick(CITIES) if chance.percent(75) else ""
    else:
        birth = people.birth(1960, 2000)
        name, lives_in = people.name(sex, int(birth[:4])), ""
    place = elder["place"] if elder else chance.weighted(list(WEIGHTS.items()))
    row = dict(key=key, kind="kin" if elder else "resident", name=name, pinyin="", sex=sex, birth=birth,
               document=people.document(birth, sex, fixed and fixed["sequence"]), phone=people.phone(3), place=place, estate="", address="",
               lng_e6=0, lat_e6=0, lives_alone="no", hardship="no", health="", home="", lives_in=lives_in)
    if not lives_in:
        row["estate"], row["address"], row["lng_e6"], row["lat_e6"] = people.home(place)
        if not elder:
            row["hardship"] = yes(chance.percent(12))
    return row


def kin_row(people, elder, kin, may_spend):
    is_village = people.places[elder["place"]]["tier"] == "village"
    evidence = people.chance.pick(EVIDENCE_VILLAGE if is_village else EVIDENCE_TOWN)
    return dict(person=elder["key"], kin=kin, relation="child", evidence=evidence, may_order="yes", may_rate="yes",
                may_spend=yes(may_spend))


def child_of(elder, volunteers, kin):
    """A volunteer who could be the elder's child and is not yet anybody's."""
    taken = {row["kin"] for row in kin}
    born = int(elder["birth"][:4])
    for volunteer in volunteers:
        if volunteer["key"] in taken or not 21 <= int(volunteer["birth"][:4]) - born <= 35:
            continue
        if elder["sex"] == "female" or surname_of(volunteer["name"]) == surname_of(elder["name"]):
            return volunteer
    return None


def surname_of(name):
    return name[:2] if name[:2] in ("尉迟", "欧阳") else name[:1]


def yes(value):
    return "yes" if value else "no"


def write(path, comment, rows):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for line in comment.strip().split("\n"):
            file.write("# " + line.strip() + "\n")
        file.write("\t".join(rows[0]) + "\n")
        for row in rows:
            file.write("\t".join(str(value) for value in row.values()) + "\n")


def main():
    chance = Chance(SEED)
    people = People(chance, read_places("demo/places.tsv"))
    for staff in open("demo/staff.tsv", encoding="utf-8"):
        if staff.startswith("S"):
            people.take_name(staff.split("\t")[1])
    for fixed in list(PERSONAS.values()) + list(ELDER_PERSONAS.values()) + list(OTHER_PERSONAS.values()):
        people.names[fixed["name"]] = 1
    volunteers = [make_volunteer(people, "V%03d" % n, n) for n in range(1, VOLUNTEERS + 1)]
    elders = [make_elder(people, "E%03d" % n) for n in range(1, ELDERS + 1)]
    others, kin = [], []
    # The first forty others are children of elders 1, 3, 4 … (2 is the father of volunteer V002).
    with_child = [elders[0]] + elders[2:41]
    for n in range(1, OTHERS + 1):
        elder = with_child[n - 1] if n <= len(with_child) else None
        other = make_other(people, "R%03d" % n, elder)
        others.append(other)
        if elder:
            kin.append(kin_row(people, elder, other["key"], False))
    kin.append(kin_row(people, elders[1], "V002", True))
    # Some volunteers have a parent on the list whom they may spend points for.
    for elder in elders[44:]:
        child = child_of(elder, volunteers[20:], kin)
        if child and chance.percent(60):
            kin.append(kin_row(people, elder, child["key"], True))
    # Elders who use a child's telephone.
    for elder, other in list(zip(with_child, others))[4:40:5]:
        elder["phone"] = other["phone"]
    # A reading the table cannot know.
    for row in elders + others + volunteers:
        if row["name"] == "单传友":
            row["pinyin"] = "shan chuan you"
    write("demo/volunteers.tsv", """Three hundred volunteers, all invented (演示数据); written by tools/demo/make_people.py.
        free: weekday (1 = Monday) and hours, spans divided by ; — reach_m: goes at most so far from home.
        Telephone numbers begin with 154, which is not assigned. Positions are GCJ-02, millionths of a degree.""", volunteers)
    write("demo/residents.tsv", """Eighty elders (E) and sixty other residents (R), all invented (演示数据); written by tools/demo/make_people.py.
        kind kin: a child of an elder; lives_in: the city they live in when it is not ours (place is then the elder's).
        document: area 370799 was never assigned; the check digit is right. home: what a visitor should know.""", elders + others)
    write("demo/kin.tsv", """Who may act for whom, with the evidence seen. relation: what kin is to person.""", kin)
    print("volunteers %d, elders %d, others %d, kin %d" % (len(volunteers), len(elders), len(others), len(kin)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
