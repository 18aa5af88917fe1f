/*
 * What ordinary words of organisations mean: general knowledge of languages, from dictionaries
 * and from what ministries and companies call themselves; of no list.
 *
 * A word with "-" behind it is a stem: whatever ends it, it is that word.  Words of Cyrillic
 * stand for their transliterations, too, for lists have both.
 */
#include "engines/screen/vocabulary.h"

const struct vocabulary_row vocabulary_rows[] = {
    /* ---- What companies are, and of what form ---- */
    {"company",
        "εταιρεια εταιρια εταιρειας εταιριας общество общества таварыства товариство "
        "товариства дружество дружества друштво предузеће компания компании компанія "
        "кампанія компанията شرکت شركة شركه الشركة 会社 會社 公司 회사 חברה kompaniya "
        "kompaniia kompaniy obshchestvo obschestvo tavarystva sherkat sharikat "
        "sharika compagnie compania companhia empresa gesellschaft firma spolecnost "
        "spolocnost spolka drustvo druzba bendrove sabiedriba cuideachta vallalat "
        "kumpanija kumpannija societatea societate sociedad sociedade societa societe "
        "bolaget bolag selskab selskabet yhtio maatschappij uzņemums ettevote sirket "
        "sirketi"},
    {"limited",
        "περιορισμενης ограниченн- ограничена абмежаванай обмеженою обмежена محدود "
        "محدوده المحدودة 有限 유한 limitee limitata limitada ograniczona rajoitettu"},
    {"liability",
        "ευθυνης ответственност- отговорност адказнасцю відповідальністю مسئولیت "
        "مسؤولية 责任 責任 책임 otvetstvennost- responsabilidad responsabilidade "
        "responsabilita responsabilite raspundere odpowiedzialnoscia"},
    {"joint stock",
        "μετοχες акционер- акцыянер- акціонер- акционарско سهامی المساهمة 股份 주식 "
        "aktsioner- aktsyyaner- akcioner- actiuni acoes azioni akcyjna akciova akciju "
        "akcine dionicko delniska"},
    {"open",
        "ανοικτη ανοιχτη открытое адкрытае відкрите отворено otkrytoe otkrytoye "
        "adkrytae offene otevrena otwarta ouverte abierta odprta avatud"},
    {"public",
        "δημοσια δημοσιο публичное публічнае публічне публично عمومی publichnoe "
        "publichnoye publique publica pubblica verejna javno viesoji offentliche"},
    {"closed", "закрытое закрытае закрите закрито zakrytoe zakrytoye"},
    {"jsc",
        "aktieselskab aktiebolaget reszvenytarsasag osakeyhtio aktsiaselts αε оао ао пао "
        "зао нао аат пат прат заат зат адтов еад 株式"},
    {"llc", "επε ооо тоо тов таа оод еоод тдв"},
    {"co ltd",
        "有限公司 有限责任公司 有限責任公司 股份有限公司 주식회사 유한회사 "
        "유한책임회사 株式会社 株式會社"},
    {"group",
        "ομιλος ομιλου ομαδα группа группы група групп گروه مجموعة 集团 集團 그룹 "
        "groupe grupo gruppo grupul gruppe gruppa grupa grupp groups skupina ryhma "
        "csoport "
        "goruh gruppen"},
    {"holding",
        "холдинг холдинга холдингов холдынгу холдынг هولدینگ القابضة 控股 홀딩스 "
        "kholding"},
    {"corporation",
        "корпорация корпорации корпорацыя корпорація شركات 总公司 總公司 총회사 "
        "korporatsiya korporatsiia corporacion corporacao korporacja"},
    {"concern", "концерн концерна канцэрн kontsern konzern koncern concerne"},
    {"enterprise",
        "επιχειρηση επιχειρησεις предприят- прадпрыемств- підприємств- 企业 企業 기업 "
        "predpriyat- predpriiat- pradpryemstv- entreprise impresa unternehmen podnik "
        "przedsiebiorstwo intreprinderea yritys poduzece podjetje foretag onderneming "
        "bedrijf"},
    {"association",
        "ενωση объединени- обединение об'єднання аб'яднанне асоциация ассоциация "
        "сдружение اتحادیه رابطة 协会 協會 협회 obedineni- obyedineni- obieedineni- "
        "obiedineni- ob'edinenie asociacion associacao vereinigung asociatia yhdistys "
        "stowarzyszenie zdruzenie sdruzeni"},
    {"union",
        "союз союза съюз съюзът саюз союзу اتحاد الاتحاد 联盟 聯盟 동맹 soyuz soiuz "
        "unione unia unie unija sojusz zwiazek"},
    {"league", "лига лигата ліга رابطه"},
    {"cooperative", "συνεταιρισ- кооператив- تعاونی تعاون 합작 협동 taavon"},
    {"branch", "филиал филиала філіял شعبه filial"},
    {"management",
        "διαχειρισης управляющ- управительн- кіруючая керуюча مدیریت إدارة 管理 관리 "
        "upravlyayushch- upravliaiushch- kiruyuchaya kiruiuchaia"},
    {"venture", "합영 合营 合營 合資 合资"},
    /* ---- The state ---- */
    {"ministry",
        "υπουργειο υπουργειου министерств- міністэрств- міністерств- وزارت وزارة 部门 "
        "misrad ministerio ministere ministero ministerul ministerium ministerstvo "
        "ministerstwo ministarstvo ministerie ministeriet ministeerium ministeriumi "
        "ministeriju ministrija ministerija miniszterium vezarat"},
    {"republic",
        "δημοκρατια δημοκρατιας λαοκρατικη λαοκρατικης республик- рэспублік- "
        "република республік- جمهوری جمهورية الجمهورية جمهورى 共和国 共和國 공화국 "
        "respublik- republique republica repubblica republik republika republiky "
        "republiek jomhouri jomhuri jumhuri koztarsasag"},
    {"federation",
        "ομοσπονδια ομοσπονδιας федерация федерации федерація федэрацыя федерацията "
        "федераци 联邦 聯邦 연방 federatsiya federatsii federatsiia federacion "
        "federacao federazione federatia foderation federace federacja federatie "
        "federacije federatsioon"},
    {"russian federation", "рф"},
    {"federal",
        "ομοσπονδιακ- федеральн- федерален федэральн- federaln- federale foderale"},
    {"state",
        "κρατικ- κρατους κρατος государств- дзяржаўн- державн- държав- دولتی دولت الدولة "
        "国家 國家 국가 국립 gosudarstv- statale staat staatliche statny statni "
        "panstwow- drzavn- dzyarzhaun- derzhavn- statlig riigi valsts dawla dawlah"},
    {"unitary", "ενιαια унитарн- унітарн- единно unitarn- unitara"},
    {"government", "κυβερνηση правительств- حکومت حكومة 政府 정부 pravitelstv-"},
    {"presidential", "προεδρι- президентск- президента президент ریاست"},
    {"national",
        "εθνικ- национальн- национален националн- нацыянальн- національн- ملی الوطني "
        "الوطنية 国立 全国 natsionaln- nacionaln- nationale nacional nazionale melli "
        "narodni"},
    {"people",
        "λαικ- λαου λαοκρατι- народн- народен народа خلق مردمی 人民 "
        "인민 narodn- populaire popular popolare хора люди"},
    {"democratic",
        "δημοκρατικ- демократич- дэмакратыч- الديمقراطية دمکراتیک 民主 민주 민주주의 "
        "demokratich- democratique democratico demokratische demokratik"},
    {"central",
        "κεντρικ- центральн- цэнтральн- централен централна مرکزی المركزي 中央 중앙 "
        "tsentraln- centrale zentrale centralni ustredni"},
    {"main", "κυριο γενικη главн- галоўн- головн- الرئيسي 主要 총국 glavn- haupt glowny"},
    {"general staff", "επιτελειου"},
    {"general", "γενικ- генеральн- общо 통용 通用 generaln-"},
    {"office",
        "γραφειο γραφειου офис دفتر مكتب 办公室 事务所 사무소 bureau oficina "
        "ufficio buro urad biuro hivatal oifig daftar"},
    {"bureau", "бюро byuro byura"},
    {"department",
        "τμημα τμηματος διευθυνση отдел департамент аддзел відділ قسم بخش departement "
        "departamento abteilung otdel osakond oddeleni wydzial"},
    {"sector", "сектор сектора"},
    {"directorate",
        "διευθυνσης дирекция дирекцыя дирекція управлени- кіраванне управління اداره "
        "مديرية direktion direccion direcao dyrekcja direktorat upravleni- "
        "direktoratas direktoratet"},
    {"agency",
        "πρακτορειο агентств- агенств- агенція агенция آژانس وكالة 机构 통신사 "
        "agentstv- agencia agence agenzia agentur agencija agentura agentschap"},
    {"service",
        "υπηρεσια υπηρεσιες υπηρεσιων службы خدمات الخدمات للخدمات 服务 服務 봉사 "
        "sluzhba sluzba servicio servico servizio dienst khadamat services"},
    {"committee",
        "επιτροπη επιτροπης комитет комитета камітэт комітет комитетът کمیته لجنة "
        "委员会 委員會 위원회 komitet comite comitato komitee vybor comitetul"},
    {"commission",
        "комиссия комисия камісія комісія کمیسیون komissiya commissione comision"},
    {"council",
        "συμβουλιο συμβουλιου совет совета съвет савет рада شورای مجلس 理事会 평의회 "
        "sovet consejo conseil conselho consiglio consiliul nogukogu neuvosto taryba "
        "padome"},
    {"supreme", "ανωτατ- верховн- върховен вярхоўн- العليا 最高 최고"},
    {"electoral", "εκλογικ- избирател- выборч- الانتخابية انتخابات 选举 선거"},
    {"assembly", "συνελευση собрание 议会 會議 최고인민회의"},
    {"party",
        "κομμα κομματος партия партии партыя партія партията partiya partiia partido "
        "parti partito partidul partei partija strana stranka puolue partij"},
    {"movement",
        "κινημα κινηματος движение рух движението حركة جنبش 运动 운동 dvizhenie "
        "dvizheniye movimiento mouvement movimento miscarea bewegung hnuti hnutie pokret "
        "gibanje harakat haraka harakah harkat"},
    {"front",
        "μετωπο фронт фронта جبهه جبهة 阵线 전선 frente fronte jabhat frontul jabha "
        "jabhet"},
    {"foundation",
        "ιδρυμα ιδρυματος фонд фонда фондация фондът بنیاد مؤسسة صندوق 基金会 基金會 "
        "基金 재단 fundacion fondation fundacao fondazione fundatia stiftung nadace "
        "nadacia fundacja zaklada stichting stiftelsen bonyad fondul alapitvany "
        "saatio"},
    {"organization",
        "οργανωση οργανωσης οργανισμος οργανισμου организаци- арганізацы- організаці- "
        "سازمان منظمة تنظیم تنظيم ازمان 组织 組織 조직 organizats- organizacion "
        "organizacao organizzazione organizatia organisationen organizace organizacia "
        "organizacja organizacija organisatie sazman szervezet jarjesto organizacijos"},
    {"institution", "учреждени- ўстанова заклад מוסד uchrezhdeni- zaklad"},
    {"parliament", "κοινοβουλιο парламент پارلمان البرلمان 国会"},
    {"prosecutor",
        "εισαγγελια εισαγγελικη прокуратура دادستانی النيابة 检察院 검찰소 검찰 "
        "prokuratura"},
    {"court", "δικαστηριο суд суда دادگاه محكمة 法院 재판소"},
    {"justice", "юстици- правосуди- δικαιοσυν- دادگستری 司法"},
    {"health", "здравоохранен- υγεια- بهداشت الصحة 卫生 보건"},
    {"interior", "внутренн- внутрашн- εσωτερικ- الداخلية داخلی"},
    {"affairs", "дел υποθεσ- الشؤون امور"},
    {"customs", "таможенн- митн- мытн- τελωνει- گمرک الجمارك 海关 세관"},
    {"tax", "налогов- податков- φορολογικ- مالیات الضرائب 税务"},
    {"treasury", "казначейств- θησαυροφυλακ- خزانه"},
    {"civil", "гражданск- цивільн- πολιτικης المدنية"},
    {"labor", "труда αργασιας εργασιας 劳务"},
    {"resistance", "сопротивлен- αντιστασ- مقاومت المقاومة"},
    {"peace", "ειρην- 和平 평화"},
    {"freedom", "ελευθερι- свабод- الحرية 自由"},
    {"struggle", "αγωνας αγωνα"},
    {"martyrs", "μαρτυρ- الشهداء شهدای"},
    {"brotherhood", "αδελφοτητα братство"},
    {"veterans", "ветеран- βετεραν-"},
    {"cossack", "казачий казачье казачьего казаки"},
    {"customs house", "таможня"},
    {"police",
        "αστυνομια αστυνομικ- полиция полиции پلیس الشرطة انتظامی 警察 公安 경찰 policia "
        "polizei politsiya polizia policija entezami полицейск-"},
    {"prison",
        "φυλακη φυλακες σωφρονιστικο тюрьма затвор колония زندان سجن 监狱 교화소 "
        "prision prisao gefangnis vezeni wiezienie zatvor gevangenis"},
    {"detention", "задържане κρατησης задержан-"},
    {"embassy", "πρεσβεια посольство سفارت سفارة 大使馆 대사관"},
    {"province",
        "επαρχια επαρχιακο регионал- область области استان محافظة 省份 provincia "
        "oblast"},
    {"city", "πολη πολης δημος город города град مدینه مدينة ciudad stadt gorod"},
    {"region", "περιοχη περιφερεια регион район района منطقه منطقة 地区 rayon"},
    {"district", "окръг окръга διαμερισματος διαμερισμα نواحی 구역"},
    {"autonomous", "αυτονομη автономн- аўтаномн- خودمختار 自治 자치 avtonomn-"},
    {"non commercial", "некоммерческ- некамерцый-"},
    {"independent",
        "ανεξαρτητ- независим- незалежн- مستقل المستقلة 独立 독립 nezavisim-"},
    {"international",
        "διεθν- международн- міжнародн- بینالمللی "
        "بینالمللی "
        "المللی "
        "الدولي "
        "الدولية "
        "دولي 国际 國際 국제 mezhdunarodn- internationale internacional "
        "internazionale mezinarodni medzinarodna miedzynarodowy mednarodn- "
        "internationaal"},
    {"russian",
        "ρωσικ- российск- россии русск- руска руската руски рускої расійск- "
        "российсько روسیه 俄罗斯 로씨야 러시아 rossiisk- rossiysk- rossii russe ruso "
        "russische ruska ruske rosyjska"},
    {"russia", "ρωσια ρωσιας россия русия расія 俄国"},
    {"all russian", "πανρωσικ- всероссийск- vserossiysk- vserossiisk- общоруск-"},
    {"belarusian", "λευκορωσικ- белорусск- беларуск- belorussk- belarusk-"},
    {"ukrainian", "ουκρανικ- украинск- українськ- украінск- ukrainsk-"},
    {"iranian", "ιρανικ- иранск-"},
    {"iran", "ιραν 伊朗 이란"},
    {"syrian", "συριακ- сирийск-"},
    {"syria", "συρια συριας сирия سوریه 叙利亚 수리아"},
    {"korea",
        "κορεα κορεας корея кореи корейск- 朝鲜 朝鮮 조선 고려 choson chosun joson "
        "koryo"},
    {"korean", "κορεατικ-"},
    {"china", "κινα китай китая 中国 中國 중국 chine"},
    {"chinese", "κινεζικ- китайск-"},
    {"iraq", "ιρακ ирак"},
    {"libyan", "λιβυκ- ливийск- الليبية ليبيا"},
    {"tunisian", "тунизийск- тунисск- τυνησιακ- التونسية"},
    {"arab", "αραβικ- арабск- العربية العرب arabe arabo arabische"},
    {"hong kong", "香港 гонконг"},
    {"beijing", "北京 пекин"},
    {"shanghai", "上海"},
    {"myanmar", "μιανμαρ мианмар мьянма"},
    {"afghanistan", "αφγανισταν афганистан"},
    {"pakistan", "πακισταν пакистан"},
    {"lebanon", "λιβανος λιβανου ливан لبنان"},
    {"donetsk", "ντονετσκ донецк-"},
    {"lugansk", "λουγκανσκ λουχανσκ луганск- луганськ- luhansk-"},
    {"crimea", "κριμαια κριμαιας крым крыма крим krym krim"},
    {"moscow", "μοσχα μοσχας москва москвы московск- moskovsk- moskva"},
    {"ural", "урала уральск- uralsk-"},
    {"kazan", "казанск- казань kazansk-"},
    {"tula", "тульск- tulsk-"},
    {"perm", "пермск- пермь permsk-"},
    {"samara", "самарск- samarsk-"},
    {"ryazan", "рязанск- рязань riazansk- ryazansk-"},
    {"tambov", "тамбовск- tambovsk-"},
    {"tomsk", "томск-"},
    {"omsk", "омск-"},
    {"barnaul", "барнаульск-"},
    {"kirov", "кировск-"},
    {"saratov", "саратовск- saratovsk-"},
    {"rostov", "ростовск- rostovsk-"},
    {"penza", "пензенск- penzensk-"},
    {"ulyanovsk", "ульяновск-"},
    {"novosibirsk", "новосибирск-"},
    {"chelyabinsk", "челябинск- cheliabinsk-"},
    {"krasnoyarsk", "красноярск- krasnoiarsk-"},
    {"izhevsk", "ижевск-"},
    {"smolensk", "смоленск-"},
    {"bryansk", "брянск- briansk-"},
    {"kaluga", "калужск- kaluzhsk-"},
    {"vladimir", "владимирск-"},
    {"yaroslavl", "ярославск- yaroslavsk- iaroslavsk-"},
    {"vologda", "вологодск- vologodsk-"},
    {"voronezh", "воронежск- voronezhsk-"},
    {"volgograd", "волгоградск- volgogradsk-"},
    {"saint petersburg", "петербургск- peterburgsk-"},
    {"leningrad", "ленинградск- leningradsk-"},
    {"kaliningrad", "калининградск- kaliningradsk-"},
    {"murmansk", "мурманск-"},
    {"irkutsk", "иркутск-"},
    {"khabarovsk", "хабаровск-"},
    {"amur", "амурск- amursk-"},
    {"yakutsk", "якутск- iakutsk-"},
    {"ufa", "уфимск- ufimsk-"},
    {"orenburg", "оренбургск- orenburgsk-"},
    {"kursk", "курск-"},
    {"tver", "тверск- tversk-"},
    {"minsk", "минск- мінск-"},
    {"orsha", "оршанск- аршанск-"},
    {"grodno", "гродненск- гродзенск- grodnensk- hrodzensk-"},
    {"sevastopol", "σεβαστουπολης севастопол-"},
    {"siberian", "сибирск- sibirsk-"},
    {"far eastern", "дальневосточн- далекоизточн- dalnevostochn-"},
    {"southern", "южн- yuzhn-"},
    {"northern", "северн- severn-"},
    {"eastern", "восточн- ανατολικ- източ- vostochn-"},
    {"western", "западн- δυτικ-"},
    {"north", "βορει-"},
    {"south", "νοτι- юг"},
    {"middle east", "ближневосточн-"},
    {"black sea", "черноморск- chernomorsk-"},
    {"caspian", "каспийск- caspiysk-"},
    {"arctic", "арктич- αρκτικ-"},
    {"baltic", "балтийск- прибалтийск- βαλτικη- baltiysk- baltiisk-"},
    /* ---- Arms and force ---- */
    {"army",
        "στρατος στρατου армия армии армията армія ارتش جيش الجيش 인민군 armiya armee "
        "ejercito exercito esercito armata armada armija jaish jaysh"},
    {"military",
        "στρατιωτικ- військов- ваенн- воинск- نظامی العسكري العسكرية 军事 軍事 군사 "
        "voenn- voyenn- militaire militar militare militarische vojensk- wojskow- vojno "
        "воен военная военное"},
    {"command", "командване командовани- διοικηση فرماندهی القيادة 司令部 사령부"},
    {"defense",
        "αμυνα αμυνας αμυντικ- абарон- отбран- دفاع دفاعی الدفاع 国防 國防 국방 defensa "
        "defesa difesa defence verteidigung obrany obrony obrana aparare puolustus "
        "kaitse gynybos verteidigungs- defa aizsardzibas оборона обороны обороне "
        "оборонн- oborony oborona"},
    {"armed",
        "ενοπλ- вооруж- въоръжен- узброен- збройн- مسلح المسلحة 武装 무장 armadas "
        "armate ozbrojen- oruzane vooruzh-"},
    {"combatant", "бойна боен μαχητων المقاتلة"},
    {"force",
        "δυναμη δυναμεις δυναμεων силы сили силите сил войска войск войски نیروی "
        "نیروهای القوات قوات قوة 部队 部隊 军队 부대 fuerzas forcas forze fortele "
        "forces streitkrafte sily snage fuerza forca niru niruy-"},
    {"guard",
        "φρουρα φρουρας φρουρων гвардия гвардии гвардейск- гвардейците گارد الحرس "
        "سپاه پاسداران حرس 卫队 근위 guardia garde garda gvardiya gvardiia gvardija "
        "gardet sepah pasdaran guardias guardianes"},
    {"corps",
        "σωμα σωματος корпус корпуса корпусът 军团 군단 cuerpo korps korpus corpul"},
    {"brigade",
        "ταξιαρχια ταξιαρχιες ταξιαρχιων бригада бригады бригадите брыгада لواء كتائب "
        "تیپ 려단 brigada brigata brygada brigaden brigadas brigady brigades liwa "
        "kataib"},
    {"wing", "крило крыло крыла πτερυγα"},
    {"battalion",
        "ταγμα батальон батальона батальён батальйон گردان كتيبة 대대 bataillon batallon "
        "batalhao battaglione batalion bataljon bataljun batalon katibat katiba"},
    {"division",
        "μεραρχια дивизия дивизии дывізія дивізія لشکر فرقة الفرقة 사단 divizia "
        "divisione divizija dywizja divisie"},
    {"regiment", "συνταγμα هنگ فوج 련대 regimiento reggimento"},
    {"unit",
        "μοναδα часть подразделение یگان وحدة 单位 unidad unidade unita einheit "
        "jednotka"},
    {"navy", "ναυτικο военноморск- دریایی البحرية 海军 해군"},
    {"air force", "αεροπορικ- военновъздушн- الجوية 空军 공군"},
    {"fleet", "στολος στολου флот флота 舰队 선단 flota flotta"},
    {"aerospace",
        "αεροδιαστημικ- аэрокосмич- воздушно-космич- аеракасм- هوافضا 航空航天 宇航 "
        "aerokosmich- aeroespacial aerospatiale aerospaziale"},
    {"space",
        "διαστημικ- космическ- касміч- فضایی 航天 우주 kosmichesk- espacial spatiale"},
    {"air", "воздушн- паветран- повітрян-"},
    {"missile",
        "πυραυλ- ракетн- موشکی الصواريخ 导弹 로케트 미싸일 raketn- misil misiles"},
    {"artillery", "πυροβολικ- артиллери- 火炮 포병 artilleri-"},
    {"anti aircraft", "зенитн- αντιαεροπορικ- противовоздушн-"},
    {"armored", "τεθωρακισμεν- бронирана бронетанк- المدرعة زرهی bronetankov-"},
    {"ammunition",
        "πυρομαχικ- боеприпас- مهمات مهماتسازی الذخيرة 弹药 탄약 munition municion"},
    {"cartridge", "патронн- patronn-"},
    {"gunpowder", "порохов- porokhov-"},
    {"weapon",
        "οπλα οπλων оружейн- оружие оружия вооружени- въоръжени- سلاح أسلحة 武器 무기 "
        "oruzhein- oruzheyn- vooruzheni- weapons armas armament armaments"},
    {"shield", "щит щита ασπιδα"},
    {"security",
        "ασφαλεια ασφαλειας безопасност- сигурност бяспек- безпек- امنیت امنیتی الأمن "
        "الأمنية 安全 안전 안보 bezopasnost- seguridad seguranca sicurezza securite "
        "sicherheit bezpecnost bezpieczenstwa sigurnost saugumo amniat"},
    {"safe", "безопасн- безопасен"},
    {"intelligence",
        "πληροφοριων разведк- разведыват- разузнаван- اطلاعات المخابرات الاستخبارات "
        "情报 정찰 정보국 razvedyvat- inteligencia inteligence renseignement "
        "obavjestajn-"},
    {"reconnaissance", "정찰총국 侦察"},
    {"special",
        "ειδικ- специальн- специализирован- спецыяльн- спеціальн- ویژه خاص الخاصة "
        "特别 特种 특수 spetsialn- especial speciale spezial- specialni specjalny"},
    {"protection",
        "προστασια защит- حفاظت الحماية للحماية 保护 보위 zashchit- proteccion schutz"},
    {"emergency", "чрезвычайн-"},
    {"war", "πολεμος πολεμου войны війни войната جنگ الحرب 战争 전쟁 guerre"},
    {"revolution",
        "επανασταση επαναστασης революция революции انقلاب الثورة 革命 혁명 enghelab "
        "enqelab revolucion revolucao rivoluzione"},
    {"revolutionary",
        "επαναστατικ- революцион- рэвалюцый- انقلابی الثورية الثوري revolucionari- "
        "rivoluzionari- revolutionnaire revolutionare revolucni revolutionaire"},
    {"liberation",
        "απελευθερωση- освобожд- آزادی تحرير 解放 해방 liberacion libertacao "
        "liberazione befreiung osvobozen- osloboden- tahrir"},
    {"islamic",
        "ισλαμικ- исламск- ислямск- اسلامی اسلمی الإسلامي الإسلامية 伊斯兰 islamsk- "
        "islamico islamique islamische islamica islamista eslami islamiyya islamiya "
        "islamiyah"},
    {"muslim", "μουσουλμαν- мусульман- المسلمين 穆斯林"},
    {"communist",
        "κομμουνιστικ- комунистич- коммунистич- 共产 공산 comunista communiste "
        "kommunistische komunistick-"},
    {"socialist", "σοσιαλιστ- социалистич- 社会主义 사회주의"},
    {"workers", "εργατικ- εργατων работническ- рабоч- 劳动 로동 노동"},
    {"liberal", "φιλελευθερ- либеральн- либерално ліберальн-"},
    /* ---- Knowledge ---- */
    {"institute",
        "ινστιτουτο ινστιτουτου институт- інстытут інститут موسسه انستیتو "
        "پژوهشگاه پژوهشکده 研究所 研究院 연구소 institut instituto istituto "
        "institutul instytut ustav instituut institutt moassese"},
    {"research",
        "ερευνα ερευνας ερευνων исследовательск- изследователск- исследован- "
        "изследван- даследч- дослідн- تحقیقات تحقیقاتی پژوهش پژوهشی البحوث البحث 研究 "
        "연구 issledovatel- issledovan- investigacion investigacao ricerca recherche "
        "forschung- vyzkum- vyskum- badaw- istrazivanj- cercetare tahghighat"},
    {"scientific",
        "επιστημ- научн- наук- навуков- علوم العلمي العلمية 科学 科學 과학 "
        "nauchn- navukov- cientific- scientifique scientifico wissenschaft- vedeck- "
        "naukow- znanstven- stiintific"},
    {"science technology", "科技 과학기술"},
    {"university",
        "πανεπιστημιο πανεπιστημιου университет- універсітэт університет دانشگاه "
        "جامعة الجامعة 大学 大學 대학 universitet universidad universite universidade "
        "universita universitat univerzita uniwersytet universiteit daneshgah"},
    {"academy",
        "ακαδημια ακαδημιας академия академии акадэмія академія آکادمی 学院 科学院 "
        "아카데미 akademiya akademiia academia academie akademie accademia akademija "
        "akademia"},
    {"college", "колледж دانشکده كلية 大专 kolledzh"},
    {"school",
        "σχολη σχολειο школа училище مدرسه مدرسة 学校 학교 shkola escuela ecole "
        "schule"},
    {"education",
        "εκπαιδευ- образован- образовател- адукацы- освіт- آموزش آموزشی التعليم 教育 "
        "교육 obrazovatel- obrazovan- educacion educacao educazione vzdelav- "
        "ausbildung"},
    {"training", "подготовк- обучени- تدريب 训练 양성 podgotovk-"},
    {"center",
        "κεντρο κεντρου центр центра център цэнтр مرکز مركز 中心 쎈터 센터 "
        "tsentr centro centre zentrum centrum centar centras kozpont keskus ionad "
        "centrul markaz"},
    {"headquarters",
        "قرارگاه 总部 總部 본부 gharargah- qarargah- garargah- hauptquartier"},
    {"laboratory",
        "εργαστηριο лаборатория лабараторыя آزمایشگاه مختبر 实验室 laboratoriya "
        "laboratorio laboratoire"},
    {"technology",
        "τεχνολογι- технологи- тэхналогі- технологі- فناوری تکنولوژی تكنولوجيا 技术 "
        "技術 기술 tekhnolog- tehnologi- technolog- tecnolog- teknolog-"},
    {"nanotechnology", "нанотехнологи- νανοτεχνολογι- نانو 纳米 나노"},
    {"technical",
        "τεχνικ- технич- тэхнічн- технічн- فنی الفنية tekhnich- tehnichesk- technic "
        "technique tecnico tecnica technische technick-"},
    {"engineering",
        "μηχανικ- инженерн- инженеринг інжэнерн- инжиниринг مهندسی هندسة الهندسية "
        "工程 공학 inzhenern- inzhiniring ingenieria engenharia ingegneria ingenierie "
        "mohandesi muhandisi"},
    {"design",
        "конструкторск- канструктарск- проектн- طراحی 设计 設計 설계 konstruktorsk- "
        "proektn- diseno"},
    {"experimental", "опытн- экспериментальн- opytn- eksperimentaln- эксперименталн-"},
    {"test", "испытател- испытан- изпитван- δοκιμ- ispytatel-"},
    {"innovation", "καινοτομ- иновац- инновац- іннавацый- نوآوری 创新 innovatsion-"},
    {"information",
        "πληροφορικης информацион- інфармацый- інформацій- "
        "اطلاعرسانی "
        "معلومات "
        "信息 "
        "資訊 정보 informatsion- informacion informacao informazione"},
    {"digital", "ψηφιακ- цифров- лічбав- دیجیتال 数字 tsifrov-"},
    {"cyber", "κυβερνο- кибер- سایبری"},
    {"cyber defense", "киберотбран- кибероборон- κυβερνοαμυν-"},
    {"physics", "физик- فیزیک 物理"},
    {"culture",
        "πολιτισ- културн- культурн- культуры فرهنگی فرهنگ الثقافي 文化 문화 cultural "
        "culturelle kultur- farhangi"},
    {"strategic", "στρατηγικ- стратегич- راهبردی الاستراتيجية 战略 전략"},
    /* ---- Industry ---- */
    {"industry",
        "βιομηχανι- промышленн- промишлен- прамыслов- промислов- индустри- індустры- "
        "صنعت صنایع صنعتی الصناعة الصناعات الصناعية 工业 工業 实业 實業 공업 산업 "
        "promyshlenn- industriy- industria industrie industrien industries industrial "
        "prumysl- przemysl- sanaye sanayeh sanayee sanat sanate sanati industriia "
        "industrija"},
    {"plant",
        "εργοστασιο завод завода заводы завад комбинат комбината кинастан фабрика "
        "фабрики фабрыка کارخانه مصنع 工厂 工廠 공장 zavod zavoda zavody kombinat "
        "fabrika fabrica fabbrica fabrik usine planta uzina fabryka tovarna karkhane "
        "factory factories plants works gamykla tehas"},
    {"radio plant", "радиозавод-"},
    {"production",
        "παραγωγ- производ- вытворч- виробнич- تولیدی تولید إنتاج الإنتاج 生产 生産 "
        "생산 proizvodstv- vytvorch- produccion producao produzione produktion "
        "manufacturing vyrob- produkcj- proizvodn-"},
    {"machine",
        "μηχαν- машиностро- машинабуд- машинобуд- ماشین 机械 機械 기계 mashinostro- "
        "maquinaria maschinen- machinery strojirn-"},
    {"automated", "автоматизирован- автоматич- аўтаматыз- αυτοματ- 自动化 자동화"},
    {"machine tool", "станкостро- 机床 공작기계 stankostro-"},
    {"instrument",
        "приборостро- приборн- прибор приборов приборы приладобуд- прыборабуд- ابزار "
        "priborostro- priborn- instruments instrumentos"},
    {"mechanical",
        "механич- механічн- مکانیک الميكانيكية mekhanich- mehanichesk- mecanica mecanico "
        "mechanics"},
    {"electronic",
        "ηλεκτρον- электрон- електрон- الکترونیک الإلكترونية 电子 電子 전자 elektronn- "
        "electronica electronique elektronik- electronics"},
    {"radio electronic", "радиоэлектрон- радиоелектрон- radioelectronic"},
    {"electric", "электрич- электро ηλεκτρικ- برق الكهرباء 电力 電力 전력 elektrichesk-"},
    {"energy",
        "ενεργεια- энергетич- энерги- энергетик- انرژی الطاقة 能源 에네르기 energeti- "
        "energia energie energii"},
    {"nuclear",
        "πυρηνικ- ядерн- атомн- هستهای النووية "
        "원자력 "
        "yadern- "
        "iadern- "
        "atomn-"},
    {"radiological", "радиацион- ακτινολογικ-"},
    {"oil",
        "πετρελαι- нафтав- نفت النفط نفتی 石油 원유 neftian- neftyan- petroleo petrole "
        "petrolio petroleum нефть нефти"},
    {"gas", "αεριου газов- газ газа گاز الغاز 天然气 가스 gazov-"},
    {"petrochemical",
        "πετροχημικ- нефтехим- پتروشیمی البتروكيماويات 石化 석유화학 neftekhim- "
        "petrokimia"},
    {"chemical",
        "χημικ- химич- хімічн- شیمیایی شيميايی الكيماوية 化工 化学 화학 khimich- "
        "himichesk- quimica quimico chimique chemick- shimiaei"},
    {"biological", "биологич- біялагічн- βιολογικ- زیستی البيولوجية 生物 생물"},
    {"metallurgical",
        "μεταλλουργ- металлургич- металургічн- متالوژی متالورژی 冶金 야금 "
        "metallurgich- metalurgica"},
    {"steel", "χαλυβ- сталелит- стальн- فولاد الصلب 钢铁 鋼鐵 강철 제강"},
    {"metal", "μεταλλ- فلزات المعادن 金属 금속 металл металла металлов"},
    {"mining", "εξορυξ- горнодобыв- معدن التعدين 矿业 礦業 광업 mineria"},
    {"coal", "угольн- زغال 煤炭 석탄 ugoln-"},
    {"gold", "طلا الذهب 黄金 zolot-"},
    {"diamond", "الماس"},
    {"aviation",
        "αεροπορι- αεροσκαφ- авиацион- авіяцый- авіацій- هواپیمایی هواپیما الطيران 航空 "
        "항공 aviatsion- aviacion aviacao aviazione aircraft самолетостро- самолётостро- "
        "самолет- самолёт-"},
    {"airline",
        "αερογραμμ- авиакомпан- авіякампан- авиалини- هواپیمائی الخطوط 항공사 "
        "aviakompan- aerolinea airlines airways"},
    {"helicopter",
        "ελικοπτερ- вертолет- верталёт- хеликоптер- هلیکوپتر بالگرد المروحيات 直升机 "
        "직승기 vertolet- helicopters"},
    {"unmanned", "беспилотн- безпилотн- беспілотн- безпілотн- 无人 무인 bespilotn-"},
    {"engine",
        "κινητηρ- двигател- моторостро- рухавік- موتور المحركات 发动机 發動機 기관 "
        "dvigatel- motores moteurs engines"},
    {"ship", "πλοι- судов- کشتی السفن سفينة 船舶 선박"},
    {"shipping",
        "ναυτιλ- судоходн- пароходств- корабоплаван- کشتیرانی الملاحة شيبينغ 海运 "
        "海運 航运 航運 해운 sudokhodn- parokhodstv- navigacion navegacao navigazione "
        "keshtirani shipmanagement"},
    {"shipbuilding",
        "судостроит- судостроен- корабостро- суднабуд- 造船 조선소 sudostroit- "
        "sudostroen-"},
    {"shipyard", "ναυπηγει- верфь 船厂 船廠"},
    {"maritime", "θαλασσι- морск- марск- البحري 海洋 海事 해양 morsk- maritimo"},
    {"port", "λιμενας λιμανι порт порта порту بندر 港口 puerto hafen"},
    {"line", "γραμμες γραμμη линия линии lineas lignes lines"},
    {"transport",
        "μεταφορ- транспорт- النقل 运输 運輸 수송 transporte trasporti transportn- "
        "transportation"},
    {"railway",
        "σιδηροδρομ- железнодорожн- чыгуначн- "
        "راهآهن "
        "铁路 "
        "철도 "
        "zheleznodorozhn-"},
    {"automobile",
        "αυτοκινητ- автомобильн- аўтамабільн- خودرو السيارات 汽车 汽車 자동차 "
        "avtomobiln- autamabiln- automotive automotriz"},
    {"road", "дорожн- автодорожн-"},
    {"logistics", "логистик- логистич- لجستیک 物流 logisti- wuliu"},
    {"repair", "ремонтн- ремонта рамонтн- تعمیر 修理 수리 remontn- reparacion"},
    {"aviation repair", "авиаремонтн- авіярамонтн-"},
    {"construction",
        "κατασκευ- строительн- строительств- будаўнічы будівельн- ساختمان ساختمانی "
        "البناء سازندگی 建设 建設 建筑 建築 건설 건축 stroiteln- construccion "
        "costruzioni sakhteman construcao sazandegi"},
    {"building", "здани- مبنى 大厦 빌딩"},
    {"trade",
        "εμποριο εμπορικ- торгов- търгов- гандлёв- торгівельн- بازرگانی تجارت تجاری "
        "التجارة التجارية للتجارة تجارة 贸易 貿易 商贸 무역 torgov- comercio "
        "comercial commerce commercio trading obchod- trgovin- tejarat "
        "bazargani ticaret"},
    {"commercial", "коммерч- камерцыйн- комерційн- 商业 商業 상업 kommerch- commerciale"},
    {"import", "импорт імпарт واردات استيراد 进口 수입 importacion"},
    {"export", "εξαγωγ- экспорт экспарт صادرات تصدير 出口 수출 eksport exportacion"},
    {"import export", "进出口 進出口 수출입"},
    {"bank",
        "τραπεζα τραπεζας банк банка банкът بانک بنك مصرف البنك 银行 銀行 은행 banque "
        "banco banca banka bankas pankki pank banke banc"},
    {"finance",
        "χρηματο- финансов- фінансав- مالی المالية 金融 재정 finansov- financiero "
        "finanz-"},
    {"investment",
        "επενδυ- інвестыцый- инвестиц- سرمایهگذاری "
        "سرمایه "
        "الاستثمار "
        "للاستثمار "
        "投资 "
        "投資 투자 investitsion- inversiones investimento investissement investments"},
    {"insurance",
        "ασφαλιστικ- страхов- страхав- بیمه التأمين 保险 保險 보험 strakhov- seguros"},
    {"exchange", "ανταλλακτηρι- биржа صرافی الصرافة للصرافة 交易所 sarafi sarrafi"},
    {"fund", "ταμειο "},
    {"wealth", "благосостоян- πλουτου"},
    {"economic",
        "οικονομικ- экономич- эканаміч- хозяйствен- икономич- اقتصادی الاقتصادية 经济 "
        "經濟 경제 ekonomich- economico economique"},
    {"agricultural",
        "γεωργικ- αγροτικ- сельскохозяйств- аграрн- کشاورزی الزراعية 农业 農業 농업 "
        "agrarn- agricola"},
    {"food", "τροφιμ- пищев- харчов- غذایی الغذائية 食品 식품"},
    {"grain", "зернов- зерно σιτηρ- غلات الحبوب 粮食 량곡"},
    {"tobacco", "καπν- табачн- тытунёв- الدخان 烟草 담배 tabachn-"},
    {"textile", "текстил- نساجی النسيج 纺织 방직"},
    {"pharmaceutical", "φαρμακ- фармацевтич- دارویی الأدوية 制药 제약"},
    {"medical", "ιατρικ- медицинск- медыцынск- پزشکی الطبية 医疗 醫療 의학 meditsinsk-"},
    {"optical", "οπτικ- оптич- оптико 光学 optich- optiko optika"},
    {"laser", "λειζερ лазер- لیزر 激光 레이자 lazern-"},
    {"semiconductor", "полупроводник- نیمههادی 半导体 poluprovodnik-"},
    {"fuel", "топливн- топлива паливн- паліўн- καυσιμ- سوخت الوقود 燃料 연유 toplivn-"},
    {"oil refining", "нефтеперераб- нафтаперапрац- پالایش تكرير"},
    {"refinery", "διυλιστηρι- پالایشگاه مصفاة"},
    {"drilling", "حفاری الحفر 钻井"},
    {"extraction", "добыч- добыва-"},
    {"pipeline", "трубопровод- нефтепровод- газопровод- αγωγου"},
    {"pipe", "σωλην- لوله"},
    {"power station", "электростанц- نیروگاه 发电 발전소"},
    {"water", "водн- водоснаб- νερου المياه 水务"},
    {"aluminium", "алюмини- αλουμιν- آلومینیوم الألمنيوم 铝业"},
    {"copper", "медн- χαλκ-"},
    {"nickel", "никел- νικελ-"},
    {"cement", "цемент- τσιμεντ- سیمان الأسمنت 水泥 세멘트"},
    {"glass", "стекол- стекло γυαλ- الزجاج 玻璃"},
    {"timber", "лесопром- деревообраб- ξυλει- الأخشاب 木业"},
    {"paper", "бумажн- χαρτ- الورق 造纸"},
    {"cable", "кабельн- кабель καλωδι- کابل 电缆"},
    {"bearing", "подшипник- ρουλεμαν 轴承"},
    {"turbine", "турбин- τουρμπιν- توربین"},
    {"pump", "насос- αντλι- پمپ"},
    {"foundry", "литейн- ريخته"},
    {"tool", "инструментальн- εργαλει- 工具"},
    {"wagon", "вагон- вагона"},
    {"tractor", "трактор- تراکتور"},
    {"freight", "грузов- φορτ- باربری الشحن 货运 화물"},
    {"passenger", "пассажирск-"},
    {"warehouse", "складск- αποθηκ-"},
    {"fishing", "αλιευτικ- ماهیگیری"},
    {"wine", "винодел- οινου"},
    {"sugar", "сахарн- ζαχαρ- السكر"},
    {"milk", "молочн- γαλακτ-"},
    {"jewelry", "ювелирн- κοσμημ-"},
    {"furniture", "мебел- επιπλ-"},
    {"real estate", "недвижимост- ακινητ- العقارية 房地产"},
    {"consulting", "консалтинг- консультац- مشاوره الاستشارات 咨询"},
    {"advertising", "рекламн- διαφημ-"},
    {"publishing", "издательств- εκδοσ- انتشارات النشر 出版"},
    {"printing house", "типография"},
    {"cinema", "киностуди- кинематограф- κινηματογραφ- سینما"},
    {"theater", "театр театра θεατρ-"},
    {"museum", "музей музея μουσει- موزه متحف 博物馆 박물관"},
    {"library", "библиотек- βιβλιοθηκ-"},
    {"church", "церковь церкви εκκλησι- الكنيسة 教会"},
    {"newspaper", "газета газеты εφημεριδα روزنامه صحيفة 报社"},
    {"magazine", "журнал журнала περιοδικ- مجله مجلة"},
    {"camp", "лагерь лагеря στρατοπεδ- اردوگاه مخيم"},
    {"house", "дом"},
    {"children", "детск- παιδι- کودکان الأطفال 儿童"},
    {"family", "семьи οικογενει-"},
    {"aid", "помощи помощь βοηθει- کمک المساعدات"},
    {"tourism", "туризм- τουρισμ- گردشگری السياحة"},
    {"power", "энергосет- 电网"},
    {"ecological", "экологич- οικολογικ-"},
    {"geological", "геологич- геолог- γεωλογικ- زمینشناسی"},
    {"mathematical", "математич- μαθηματικ-"},
    {"material", "материал- υλικ- 材料 재료"},
    {"sensor", "датчик- 传感 感知"},
    {"radar", "радиолокац- رادار الرادار 雷达"},
    {"satellite", "спутник- δορυφορ- ماهواره الأقمار 卫星 위성"},
    {"data", "данных δεδομενων داده 数据"},
    {"intelligent", "интеллектуальн- 智能"},
    {"optoelectronic", "оптоэлектрон- 光电"},
    {"heavy industry", "тяжпром- 重工"},
    {"supply chain", "供应链"},
    {"joint venture company", "합영회사 合资公司"},
    {"representative office", "представительств- αντιπροσωπ- 대표부 代表处"},
    {"trading company", "商社 무역상사 상사"},
    {"post", "почтов- ταχυδρομ- پست البريد 체신"},
    {"vehicle", "οχηματ- транспортн- المركبات"},
    {"rubber", "каучук- резинотехнич-"},
    {"plastics", "пластмасс- πλαστικ-"},
    {"fertilizer", "удобрен- угнаенн- λιπασματ- 비료 化肥"},
    {"defence industry", "оборонпром-"},
    {"state corporation", "госкорпорац-"},
    {"private", "частн- прыватн- ιδιωτικ- خصوصی 私人"},
    {"security company", "охранн- чоп"},
    {"radio", "ραδιο радио радыё راديو رادیو 广播"},
    {"television",
        "τηλεορασ- τηλεοπτικ- телевизион- телевидени- тэлебачан- تلویزیون التلفزيون "
        "电视 televizion- televisione"},
    {"broadcasting",
        "ραδιοτηλε- телерадио- صداوسیما радиовещат- 방송 teleradio- radiodifusion"},
    {"channel", "καναλι телеканал канал شبکه قناة 频道 kanal"},
    {"media",
        "μεσων медийн- медиа رسانه رسانههای "
        "الإعلام "
        "媒体"},
    {"news", "ειδησεων новост- خبرگزاری خبر الأنباء 新闻 뉴스"},
    {"communication",
        "επικοινων- связи связь коммуникаци- комуникаци- сувяз- ارتباطات "
        "الاتصالات 通信 通讯 통신 sviazi kommunikats- comunicaciones communications"},
    {"telecommunication",
        "τηλεπικοινων- телекоммуник- 电信 telekommunik- telecomunicaciones "
        "telecommunications"},
    {"network", "δικτυο δικτυου сеть сети мрежа شبكة 网络 網絡 rete reseau netz mreza"},
    {"system",
        "συστημ- система системы систем системи сістэм- سیستم النظم 系统 系統 체계 "
        "sistem- systems systeme"},
    {"equipment",
        "εξοπλισμ- оборудован- тэхніка تجهیزات المعدات 设备 設備 설비 oborudovan- "
        "equipos"},
    {"software",
        "программн- نرمافزار البرمجيات 软件 軟件 "
        "programmn-"},
    {"computer", "υπολογιστ- вычислительн- کامپیوتر 计算机 콤퓨터 vychisliteln-"},
    {"development",
        "αναπτυξη- развити- развіцц- توسعه التنمية 发展 發展 개발 발전 razviti- "
        "desarrollo desenvolvimento sviluppo developpement entwicklung- tosee"},
    {"cooperation", "συνεργασι- сотруднич- сътрудниче- همکاری 合作 협조 cooperacion"},
    {"support", "υποστηριξ- поддержк- подкреп- پشتیبانی دعم 支持 지원 podderzhk-"},
    {"complex",
        "συγκροτημα комплекс комплекса комплексы مجتمع المجمع 综合 联合 kompleks- "
        "complejo complexo complesso mojtama- mojtame-"},
    {"association", "ассоциаци- асацыяц-"},
    {"society", "σωματειο جمعیت جمعية الجمعية 学会"},
    {"charity",
        "φιλανθρωπικ- благотворител- خیریه الخيرية 慈善 자선 blagotvoritel- benefica"},
    {"relief", "ανακουφισ- امداد الإغاثة 救济"},
    {"youth", "νεολαι- молодежн- молодёж- جوانان الشباب 青年 청년"},
    {"women", "γυναικ- женск- زنان النساء 妇女 녀성"},
    {"sport", "αθλητικ- αθληματ- спортивн- спорт ورزش الرياضي 体育 체육"},
    {"patriotic", "πατριωτ- патриот- 爱国 애국 patriotich-"},
    {"public", "обществен- грамадск-"},
    {"social", "κοινωνικ- социальн- اجتماعی الاجتماعية 社会 социалн-"},
    {"political", "πολιτικ- политич- سیاسی السياسي 政治 정치"},
    {"legal", "νομικ- юридич- حقوقی القانونية 法律"},
    {"just", "справедлив- δικαι- عدالت"},
    {"righteous", "праведн-"},
    {"pure", "чистите"},
    {"truth", "истина истината истины правды αληθεια حقیقت"},
    {"human rights", "правозащит-"},
    {"travel", "ταξιδι- турист- مسافرتی السفر 旅行 旅游 관광"},
    {"hotel", "ξενοδοχει- гостиниц- отель هتل فندق 酒店 호텔"},
    {"hospital", "νοσοκομει- больница بیمارستان مستشفى 医院 병원"},
    {"mosque", "τζαμι мечеть مسجد 清真寺 masjid masjed"},
    {"holy", "светата святой святая αγι- المقدسة"},
    {"land", "земя земля земли γη أرض"},
    {"exhibition", "εκθεσ- выставочн- نمایشگاه معرض 展览 전람"},
    {"printing", "печатн- چاپ الطباعة 印刷 인쇄"},
    {"supply", "προμηθει- снабжен- доставки 供应 공급 snabzhen-"},
    {"foreign", "εξωτερικ- внешн- зовнішн- خارجی الخارجية 对外 對外 대외 외국 vneshn-"},
    {"operator", "оператор оператора اپراتور المشغل 运营"},
    {"modern", "современн- сучасн- 现代 現代 sovremenn-"},
    {"new", "νεος νεα νεας جدید الجديد novaya novoye nova nouvelle nueva нови новые"},
    {"united",
        "ενωμεν- объединен- обединен- аб'яднан- متحد المتحدة 連合 련합 obedinenn- "
        "obyedinenn- unida unido"},
    {"club", "κλαμπ λεσχη клуб клуба باشگاه 俱乐部"},
    {"shopping", "универмаг"},
    {"foreign trade", "외국무역"},
    {"precision",
        "прецизион- высокоточн- точн- دقیق 精密 정밀 pretsizion- vysokotochn- precise"},
    {"electro mechanical",
        "электромеханич- электрамеханік- електромехан- электромеханик- elektromekhanich- "
        "electromechanical"},
    {"gearbox", "редуктор-"},
    {"transmission", "трансмисси- трансмиси-"},
    {"motor", "мотор моторы двигатели"},
    {"investigation", "расследован-"},
    {"settlement", "расчетн- расчетов"},
    {"depository", "депозитар-"},
    {"volunteer", "доброволец- доброволь- доброволц-"},
    {"nonproliferation", "нераспростран-"},
    {"geopolitical", "геополитич-"},
    {"airport", "αεροδρομι- аэропорт- فرودگاه المطار مطار 机场 공항 aeroport aeropuerto"},
    {"agrarian", "аграрно"},
    {"night", "νυχτ- нощн- ночн-"},
    {"brothers", "αδελφοι братья برادران إخوان"},
    {"sons", "أولاد"},
    {"named", "имени им имя ονοματι nazvano"},
    {"of", "του της των στο στη για στην στον στις απο στα на за от по към при для"},
    {"and", "και"},
    /* ---- Given and fathers' names of eastern Slavs: what one and the same is called in Russian,
     * Ukrainian and Belarusian, as their passports write it ---- */
    {"vladimir",
        "володимир уладзімір volodymyr wolodymyr uladzimir wladimir uladimir vladzimir"},
    {"nikolay", "микола мікалай mykola mikalai mikalay nikolai nikolaj"},
    {"sergey",
        "сергій сяргей serhiy serhii siarhei siarhey syarhey sjarhej serhij sergij"},
    {"aleksandr",
        "олександр аляксандр oleksandr aliaksandr alyaksandr aljaksandr aleksander"},
    {"dmitry", "дмитро дзмітрый dmytro dzmitry dzmitryi dmitriy dmitrii dmitrij dmitri"},
    {"evgeny",
        "євген яўген евгений yevhen yauhen jauhen yevgeny yevgeniy evgeniy evgenij "
        "jevgenij evgenii yevgenii"},
    {"andrey", "андрій андрэй andriy andrii andrei andrej andriej"},
    {"alexey",
        "олексій аляксей алексей oleksiy oleksii aliaksei aliaksey alyaksey aleksey "
        "aleksei aleksej alexei"},
    {"mikhail", "михайло міхаіл міхал mykhailo mykhaylo mihail michail mikhailo"},
    {"igor", "ігор ігар ihor ihar"},
    {"oleg", "олег алег oleh aleh"},
    {"viktor", "віктар viktar"},
    {"anatoly", "анатолій анатоль anatoliy anatolii anatolij anatol"},
    {"gennady", "геннадій генадзь hennadiy hennadii henadz gennadiy gennadii gennadij"},
    {"grigory", "григорій рыгор hryhoriy hryhorii ryhor grigoriy grigorii grigorij"},
    {"konstantin", "костянтин канстанцін kostiantyn kostyantyn kanstantsin"},
    {"pavel", "павло pavlo pawel"},
    {"petr", "петро пётр пятро petro piotr pyotr pjotr"},
    {"vasily", "василь васіль vasyl vasil vasiliy vasilii vasilij"},
    {"yury", "юрій юрый юрий yuriy yurii jurij yuri iurii"},
    {"leonid", "леанід leanid"},
    {"vadim", "вадим вадзім vadym vadzim"},
    {"denis", "денис дзяніс denys dzianis dzyanis"},
    {"maxim", "максим максім maksym maksim"},
    {"kirill", "кирило кірыл kyrylo kiryl"},
    {"roman", "раман raman"},
    {"ilya", "ілля ілья illia illya ilja ilia"},
    {"fedor", "федір фёдар fedir fiodar fyodor fjodor feodor"},
    {"artem", "артем арцём artsiom artsyom artyom artiom"},
    {"egor", "єгор ягор yehor yahor yegor jegor"},
    {"nikita", "микита мікіта mykyta mikita"},
    {"timofey", "тимофій цімафей tymofiy tymofii tsimafei timofei"},
    {"vyacheslav", "в'ячеслав вячаслаў viacheslav viachaslau vyachaslau vjatjeslav"},
    {"vladislav", "владислав уладзіслаў vladyslav uladzislau"},
    {"stanislav", "станіслаў stanislau"},
    {"yaroslav", "яраслаў yaraslau jaroslav iaroslav"},
    {"boris", "борис барыс borys barys"},
    {"valery", "валерій валерый валерий valeriy valerii valerij"},
    {"vitaly", "віталій виталий vitaliy vitalii vitalij"},
    {"arkady", "аркадій аркадзь arkadiy arkadii arkadz"},
    {"eduard", "едуард эдуард"},
    {"natalia",
        "наталія наталля наталья nataliia nataliya natallia natallya natalya natalja "
        "natalija"},
    {"olga", "ольга вольга olha volha"},
    {"elena", "олена алена елена olena alena yelena jelena"},
    {"tatiana",
        "тетяна таццяна татьяна tetiana tetyana tatsiana tatsyana tatyana tatjana"},
    {"svetlana", "світлана святлана svitlana sviatlana svyatlana"},
    {"ekaterina",
        "катерина кацярына екатерина kateryna katsiaryna yekaterina jekaterina"},
    {"irina", "ірина ірына iryna"},
    {"lyudmila", "людмила людміла liudmyla lyudmyla liudmila ludmila ljudmila"},
    {"larisa", "лариса ларыса larysa larissa"},
    {"anna", "ганна"},
    {"marina", "марына maryna"},
    {"yulia", "юлія юлия yuliia yuliya iuliia julija"},
    {"galina", "галина галіна halyna halina"},
    {"valentina", "валентина валянціна valentyna valiantsina"},
    {"oksana", "аксана aksana"},
    {"vladimirovich", "володимирович уладзіміравіч volodymyrovych uladzimiravich"},
    {"nikolaevich",
        "миколайович мікалаевіч mykolayovych mykolaiovych mikalayevich mikalaevich "
        "nikolayevich nikolajevitj"},
    {"sergeevich",
        "сергійович сяргеевіч serhiyovych serhiiovych siarheevich siarheyevich "
        "sergeyevich sergejevitj"},
    {"aleksandrovich", "олександрович аляксандравіч oleksandrovych aliaksandravich"},
    {"dmitrievich",
        "дмитрович дзмітрыевіч dmytrovych dzmitryevich dmitriyevich dmitrijevitj"},
    {"evgenievich",
        "євгенович яўгенавіч евгеньевич yevhenovych yauhenavich yevgenyevich evgenyevich "
        "jevgenjevitj yevgenievich"},
    {"andreevich", "андрійович андрэевіч andriyovych andreyevich andrejevitj"},
    {"alexeevich",
        "олексійович аляксеевіч алексеевич oleksiyovych oleksiiovych aliakseevich "
        "alekseevich alekseyevich aleksejevitj"},
    {"mikhailovich", "михайлович міхайлавіч mykhailovych mykhaylovych mikhailavich"},
    {"igorevich", "ігорович ігаравіч ihorovych iharavich"},
    {"olegovich", "олегович алегавіч olehovych alehavich"},
    {"viktorovich", "вікторович віктаравіч viktorovych viktaravich"},
    {"anatolyevich",
        "анатолійович анатольевіч анатольевич anatoliyovych anatoliiovych anatolevich "
        "anatolievich anatoljevitj"},
    {"gennadievich",
        "геннадійович генадзевіч hennadiyovych henadzevich gennadyevich gennadjevitj"},
    {"grigorievich",
        "григорович рыгоравіч hryhorovych ryhoravich grigoryevich grigorjevitj"},
    {"konstantinovich", "костянтинович канстанцінавіч kostiantynovych kanstantsinavich"},
    {"pavlovich", "паўлавіч paulavich"},
    {"petrovich", "пятровіч petrovych piatrovich"},
    {"vasilievich",
        "васильович васільевіч васильевич vasylovych vasylyovych vasilyevich vasilevich "
        "vasiljevitj"},
    {"yurievich",
        "юрійович юр'евіч юрьевич yuriyovych yuriiovych yuryevich yurevich jurjevitj"},
    {"leonidovich", "леанідавіч leonidovych leanidavich"},
    {"vladimirovna", "володимирівна уладзіміраўна volodymyrivna uladzimirauna"},
    {"nikolaevna", "миколаївна мікалаеўна mykolaivna mykolayivna mikalaeuna nikolayevna"},
    {"sergeevna", "сергіївна сяргееўна serhiivna siarheeuna sergeyevna"},
    {"aleksandrovna", "олександрівна аляксандраўна oleksandrivna aliaksandrauna"},
    {"ivanovna", "іванівна іванаўна ivanivna ivanauna"},
    {"anatolyevna",
        "анатоліївна анатольеўна анатольевна anatoliivna anatoleuna anatolevna"},
    {"mikhailovna", "михайлівна міхайлаўна mykhailivna mikhailauna"},
    {"viktorovna", "вікторівна віктараўна viktorivna viktarauna"},
    {"vasilievna", "василівна васільеўна васильевна vasylivna vasileuna"},
    {"ivanovich", "іванович іванавіч ivanovych ivanavich"},
    {"borisovich", "борисович барысавіч borysovych barysavich"},
};
const size_t vocabulary_row_count = COUNT_OF(vocabulary_rows);
