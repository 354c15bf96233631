"""The people and things a new developer's company knows."""

from collections.abc import Mapping

# id | name | id of the customer above it
CUSTOMERS = """
1|Amy's Bird Sanctuary|
2|Bill's Windsurf Shop|
3|Cool Cars|
4|Diego Rodriguez|
5|Dukes Basketball Camp|
6|Dylan Sollfrank|
7|Freeman Sporting Goods|
8|0969 Ocean View Road|7
9|55 Twin Lane|7
10|Geeta Kalapatapu|
11|Gevelber Photography|
12|Jeff's Jalopies|
13|John Melton|
14|Kate Whelan|
15|Pye's Cakes|
16|Kookies by Kathy|
17|Mark Cho|
18|Paulsen Medical Supplies|
19|Rago Travel Agency|
20|Red Rock Diner|
21|Rondonuwu Fruit and Vegi|
22|Shara Barnett|
23|Barnett Design|22
24|Sonnenschein Family Store|
25|Sushi by Katsuyuki|
26|Travis Waldron|
27|Video Games by Dan|
28|Wedding Planning by Whitney|
29|Weiskopf Consulting|
"""
VENDORS = """
30|Books by Bessie
31|Brosnahan Insurance Agency
32|Cal Telephone
33|Chin's Gas and Oil
34|Cigna Health Care
35|Computers by Jenni
36|Diego's Road Warrior Bodyshop
37|EDD
38|Ellis Equipment Rental
39|Fidelity
40|Hall Properties
41|Hicks Hardware
42|Lee Advertising
43|Mahoney Mugs
44|Met Life Dental
45|National Eye Care
46|Norton Lumber and Building Materials
47|Pam Seitz
48|PG&E
49|Robertson & Associates
50|Squeaky Kleen Car Wash
51|Tania's Nursery
52|Tim Philip Masonry
53|Tony Rondonuwu
56|Bob's Burger Joint
57|United States Treasury
"""
EMPLOYEES: Mapping[int, str] = {54: "Emily Platt", 55: "John Johnson"}
# id | name | type | income account | price | cost | what is said of it on forms
ITEMS = """
1|Services|Service|1|0|0|
2|Hours|Service|1|0|0|
3|Concrete|Service|48|0|0|Concrete for fountain installation
4|Design|Service|45|75|0|Custom Design
5|Rock Fountain|Inventory|79|275|125|Rock Fountain
6|Gardening|Service|45|0|0|Weekly Gardening Service
7|Installation|Service|52|50|0|Installation of landscape design
8|Lighting|Service|48|0|0|Garden Lighting
9|Maintenance & Repair|Service|53|0|0|Maintenance & Repair
10|Pest Control|Service|45|35|0|Pest Control Services
11|Pump|Inventory|79|15|10|Fountain Pump
12|Refunds & Allowances|Service|1|0|0|Income due to refunds or allowances
13|Rocks|Service|48|0|0|Garden Rocks
14|Sod|Service|49|0|0|Sod
15|Soil|Service|49|10|6.5|2 cubic ft. bag
16|Sprinkler Heads|Inventory|79|2|0.75|Sprinkler Heads
17|Sprinkler Pipes|Inventory|79|4|2.5|Sprinkler Pipes
"""
TAXED = frozenset({5, 11, 13, 14, 15, 16, 17})
# A bundle: id, name, and how many of which items are in it.
BUNDLE = (18, "Fountain with pump", ((5, 1), (11, 2), (7, 3)))
