"""First names that are common in several languages: what makes two capitalised words a person.

Written without accents, in small letters. The list need not be complete: half of a column's
values are enough, and columns of places or products hold hardly any.
"""

from __future__ import annotations

import unicodedata

_NAMES = """
aaron abdul abigail adam adrian ahmed aisha alan albert alejandro alessandro alex alexander
alexandra alfred ali alice alicia alina amanda amelia amir amy ana andre andrea andreas andrew
andrzej angela anita ann anna anne annika anthony antoine antonio arthur astrid barbara beatrice
ben benjamin bernard bernd bettina birgit bob brandon brenda brian bruce bruno camille carl carla
carlos carmen carol caroline catherine cecilia chantal charles charlotte chiara chloe chris
christian christina christine christoph christopher claire clara claudia claudio cornelia cynthia
daniel daniela dave david deborah denise dennis diana diego dieter dirk dmitri dolores dominik
donald donna dorothy doug douglas edith eduardo edward elena elias elisabeth elizabeth ella emil
emily emma enrique eric erik erika ernst esther eugene eva evelyn fabian fatima federico felix
fernando florian frances francesca francesco francois frank franz fred frederic frederick friedrich
fritz gabriel gabriele gareth gary george georg gerald gerhard gianni gilles gisela giulia giuseppe
gloria grace greg gregory guillaume gunther gustav hannah hans harald harry hassan heather heidi
heike heinz helen helena helga helmut henri henry herbert holger hugo ian ibrahim igor ines ingrid
irene isabel isabella ivan jack jacob jacqueline jacques jakob james jan jana jane janet jason
javier jean jeff jeffrey jennifer jens jeremy jessica jim joan joanna joao joe joel joerg johann
johannes john jonas jonathan jorge jose josef joseph joshua juan judith julia julian julie julien
juliet jurgen justin karen karin karl karla katarzyna kate katharina katherine kathleen kathrin
katja keith kelly kenneth kevin kim klaus krzysztof kurt kyle lars laura lauren laurent lea lena
leo leon leonie lilly linda lisa liam lorenzo louis louise luca lucas lucia lucie luigi luis luisa
luke magdalena malte manfred manuel manuela marc marcel marcia marco marcus margaret maria mariana
marie marina mario marion mark markus marta martha martin martina mary massimo mateusz mathias
mathieu matteo matthew matthias maurice max maximilian megan melanie melissa mia michael michaela
michel michelle miguel mike milan mohamed mohammad mohammed monica monika moritz muhammad nadia
nadine nancy natalia natalie nathan nicholas nick nicola nicolas nicole niklas nils nina noah nora
norbert
nuno olga oliver olivia olivier omar oscar otto pablo pamela paola paolo pascal patricia patrick
paul paula pauline pavel pedro peter petra philip philipp philippe pierre piotr rachel rafael
rainer ralf ralph raquel raymond rebecca regina reinhard rene ricardo richard rita robert roberto
roger roland rolf roman ronald rosa rosemary ruth ryan sabine sabrina salvatore sam samantha samuel
sandra sara sarah scott sean sebastian sergei sergio sharon silke silvia simon simone sofia sonja
sophia sophie stanislaw stefan stefania stefanie steffen stephan stephanie stephen steve steven
susan susanne suzanne svetlana sven sylvia tamara tanja tatiana teresa theo theodor theresa thomas
thorsten tim timo timothy tina tobias tom tomas torsten udo ulrich ulrike ursula ute uwe valentina
valerie vanessa vera veronica victor victoria vincent viktor vincenzo virginia vladimir walter
wanda werner wilhelm will william winfried wolfgang xavier yasmin yusuf yvonne yves zoe
"""
_KNOWN = frozenset(_NAMES.split())


def is_given_name(word: str) -> bool:
    """Say whether a word is a common first name, whatever its capitals and accents."""
    apart = unicodedata.normalize("NFKD", word.strip(".,").casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)) in _KNOWN
