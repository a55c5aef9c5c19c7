"""Names and sentences put together from syllables and plain words; no name is given twice."""

import random
from collections.abc import Callable, Sequence
from itertools import accumulate

SYLLABLES = (
    "ba be bi bri ca ce da du el fa go gu ix ja ka li lo lu ma mi na ni no pa pem po ra ri ro "
    "sa si su ta te ti to tre tu ul va ve vo xa ze zo"
).split()
ENDINGS = "a o ix ra ya is ta zo".split()
STEMS = {
    "small_molecule": "nib limus citinib imod".split(),
    "monoclonal_antibody": "mab limab kimab tamab".split(),
    "bispecific_antibody": "tamab bimab".split(),
    "antibody_drug_conjugate": "vedotin deruxtecan".split(),
    "fusion_protein": "cept fusp".split(),
    "cell_therapy": "leucel cel".split(),
    "gene_therapy": "vec parvovec".split(),
    "cytokine": "kin feron".split(),
}
ADJECTIVES = (
    "acute chronic diffuse early familial focal juvenile late localised metastatic mixed "
    "nodular ocular oral peripheral primary recurrent refractory relapsing secondary severe "
    "systemic"
).split()
PLACES = (
    "adrenal aortic biliary bladder bone breast bronchial cardiac cervical colonic corneal "
    "cutaneous dental ductal endometrial facial gastric glandular hepatic intestinal joint "
    "laryngeal lymphatic mucosal muscular nasal nerve ovarian pancreatic pelvic pleural "
    "prostatic rectal renal retinal scalp sinus skin spinal splenic thymic thyroid tongue "
    "uterine valvular vascular"
).split()
FINDINGS = (
    "abscess atrophy bleeding blister burning calcification colic congestion cramp cyst "
    "discharge discomfort dryness dysfunction enlargement erosion failure fibrosis fissure "
    "haematoma hypersensitivity infection inflammation injury irritation itching lesion "
    "necrosis nodule numbness obstruction oedema pain paralysis perforation prolapse rash "
    "redness scaling spasm stiffness swelling thickening thrombosis tremor ulcer weakness"
).split()
DISEASES = (
    "adenoma allergy arthritis carcinoma deficiency dermatitis disease infection leukaemia "
    "lymphoma melanoma myeloma myositis nephritis neuritis psoriasis rejection sarcoma "
    "sclerosis syndrome uveitis vasculitis"
).split()
TEXT = (
    "a about adults after against all alone and antibody as at attack before binds blood body "
    "both by can cancer cells children course days disease do does dose doctor each effect "
    "every few for from given grow has have help hours immune in infusion injection into is "
    "it its kidney less lets lists liver longer made many marrow may medicine months more "
    "most need not of often on one or other others part people protein receptor response risk "
    "same severe signal since skin slow some stop surface survival system than that the their "
    "these they those through tissue to treated treatment trial tumour two under until used "
    "vaccine weeks when which who with without year"
).split()


class Words:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.given: set[str] = set()

    def word(self, fewest: int, most: int) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(fewest, most)))

    def drug(self, modality: str) -> str:
        stems = STEMS.get(modality, ENDINGS)
        return self._new(lambda: self.word(2, 4) + self.chance.choice(stems))

    def brand(self) -> str:
        return (self.word(1, 3) + self.chance.choice(ENDINGS)).capitalize()

    def maker(self) -> str:
        return f"{self.word(2, 3).capitalize()} {self.chance.choice(('AG', 'Ltd', 'Pharma'))}"

    def condition(self) -> str:
        return self._of(ADJECTIVES, PLACES, DISEASES)

    def side_effect(self) -> str:
        """Two words as long as there are any, as most preferred terms have."""
        pick = self.chance.choice
        two = f"{pick(PLACES)} {pick(FINDINGS)}"
        return (
            self._new(lambda: two)
            if two not in self.given
            else self._of(ADJECTIVES, PLACES, FINDINGS)
        )

    def therapy_type(self) -> str:
        endings = ("inhibitors", "antibodies", "vaccines", "cells", "agonists", "blockers")
        return self._new(lambda: f"{self.word(2, 3)} {self.chance.choice(endings)}")

    def target(self) -> str:
        family = self.chance.choice("CD IL TNF CCR CTL FGF HER LAG PD TLR TIM KIR".split())
        return self._new(lambda: f"{family}-{self.chance.randrange(1, 400)}", str.upper)

    def sentence(self, fewest: int = 10, most: int = 22) -> str:
        text = " ".join(self.chance.choices(TEXT, k=self.chance.randint(fewest, most)))
        return f"{text.capitalize()}."

    def _of(self, *lists: Sequence[str]) -> str:
        return self._new(lambda: " ".join(self.chance.choice(words) for words in lists))

    def _new(self, make: Callable[[], str], form: Callable[[str], str] = str.capitalize) -> str:
        """A second word follows where the first few tries were given away already."""
        for _attempt in range(20):
            if (text := make()) not in self.given:
                break
        else:
            while (text := f"{make()} {self.word(1, 3)}") in self.given:
                pass
        self.given.add(text)
        return form(text)


class Skewed:
    """Choices of which a few are taken very often and most rarely, as ranks of a Zipf law."""

    def __init__(self, chance: random.Random, choices: Sequence[int], flat: float = 5.0) -> None:
        self.chance = chance
        self.choices = list(choices)
        chance.shuffle(self.choices)
        self.weights = list(accumulate(1 / (rank + flat) for rank in range(len(choices))))

    def one(self) -> int:
        return self.chance.choices(self.choices, cum_weights=self.weights)[0]

    def several(self, number: int) -> list[int]:
        """Different ones, the often taken first to come up; at most half of all."""
        number = min(number, (len(self.choices) + 1) // 2)
        found: dict[int, None] = {}
        while len(found) < number:
            missing = number - len(found)
            found |= dict.fromkeys(
                self.chance.choices(self.choices, cum_weights=self.weights, k=missing)
            )
        return list(found)


def weighted(chance: random.Random, weights: dict[str, float]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
