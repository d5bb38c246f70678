//! Spanish words of saying. Lists only.

use super::*;

pub(super) const LISTS: Lists = Lists {
    order: Order::Free,
    words: &[
        (
            SAYS,
            "dijo dijeron dice dicen decía decían afirmó afirmaron afirma afirman aseguró \
             aseguraron asegura aseguran informó informaron informa informan manifestó \
             manifestaron manifiesta declaró declararon declara sostuvo sostuvieron sostiene \
             sostienen añadió añadieron añade agregó agregaron agrega explicó explicaron explica \
             explican indicó indicaron indica indican señaló señalaron señala señalan advirtió \
             advirtieron advierte advierten precisó precisaron precisa",
        ),
        (
            CLAIMS,
            "anunció anunciaron anuncia anuncian negó negaron niega niegan denunció denunciaron \
             denuncia denuncian confirmó confirmaron confirma confirman expresó expresaron comentó \
             comentaron comenta reconoció reconocieron reconoce admitió admitieron admite detalló \
             detallaron detalla subrayó subrayaron subraya destacó destacaron destaca apuntó \
             apuntaron apunta apuntan recordó recordaron recuerda insistió insistieron insiste \
             reiteró reiteraron reitera alertó alertaron alerta comunicó comunicaron reveló \
             revelaron revela relató relataron relata contó contaron cuenta respondió respondieron \
             replicó criticó criticaron lamentó lamentaron acusó acusaron prometió prometieron \
             concluyó concluyeron opinó opina consideró consideran considera estimó estimaron \
             estima estiman calificó rechazó rechazaron rechaza pidió pidieron exigió exigieron \
             desmintió desmintieron desmiente cree creen escribió matizó zanjó ratificó ratificaron \
             aclaró aclararon puntualizó publicó publicaron difundió difundieron",
        ),
        (
            ASSERTS,
            "anunció anunciaron anuncia anuncian negó negaron niega niegan denunció denunciaron \
             denuncia confirmó confirmaron confirma confirman reconoció reconocieron reconoce \
             admitió admitieron rechazó rechazaron rechaza acusó acusaron desmintió desmintieron \
             prometió prometieron lamentó lamentaron reveló revelaron",
        ),
        (
            SAYING,
            "diciendo afirmando asegurando añadiendo señalando advirtiendo explicando indicando",
        ),
        (
            PARTICIPLE,
            "dicho afirmado asegurado informado manifestado declarado sostenido añadido agregado \
             explicado indicado señalado advertido anunciado negado denunciado confirmado \
             reconocido admitido detallado subrayado destacado recordado insistido reiterado \
             alertado comunicado revelado precisado criticado lamentado",
        ),
        (
            ARTICLE,
            "el la los las un una unos unas este esta estos estas su sus varios varias muchos \
             algunos algunas otros otras dos tres ambos todos",
        ),
        (
            PREP,
            "en a al ante durante tras desde hasta por para con sin sobre entre contra según \
             mediante hacia bajo hace luego después antes",
        ),
        (LINK, "de del"),
        (AND, "y e o ni"),
        (
            CLAUSE,
            "que pero porque cuando aunque mientras si como donde sino pues cuyo cuya quien \
             quienes",
        ),
        (THAT, "que"),
        (HAVE, "ha han había habían he hemos"),
        (BE, "es son fue fueron era eran ser sido está están"),
        (UNSAID, "no nunca sin debe puede"),
        (
            TIME,
            "lunes martes miércoles jueves viernes sábado domingo hoy ayer anoche mañana tarde \
             noche madrugada semana enero febrero marzo abril mayo junio julio agosto septiembre \
             octubre noviembre diciembre anteayer mediodía pasado",
        ),
        (
            ADVERB,
            "también además luego después ya así asimismo se le les lo nos posteriormente \
             previamente antes entonces aún todavía incluso finalmente igualmente sólo solo \
             recientemente hoy",
        ),
        (PRONOUN, "él ella ellos ellas usted yo"),
        (WRITER, "yo mi nosotros nuestro nuestra me"),
        (
            ROLE,
            "policía gobierno ministerio ministro ministra presidente presidenta portavoz empresa \
             sindicato sindicatos tribunal juez jueza fiscal fiscalía alcalde alcaldesa \
             ayuntamiento ejército autoridad autoridades departamento comisión partido parlamento \
             banco hospital escuela universidad director directora jefe jefa secretario secretaria \
             abogado abogada médico médica informe comunicado estudio periódico diario cadena \
             operador organización asociación bomberos gobernador gobernadora senador senadora \
             diputado diputada profesor profesora investigador investigadora agencia consejo junta \
             consejero consejera líder dirigente delegado delegada embajador embajadora capitán \
             obispo ejecutivo compañía vecino vecina oposición club entrenador",
        ),
        (
            UNNAMED,
            "fuente fuentes testigo testigos experto expertos analista analistas observadores \
             críticos medios vecinos funcionarios funcionario diplomáticos allegados \
             investigadores residentes activistas versiones oficiales",
        ),
        (WHO, "quien quienes cual"),
        (
            HEARERS,
            "prensa periodistas reporteros medios radio televisión agencia diario cadena parlamento",
        ),
        (TITLE, "sr sra srta dr dra d lic gral cnel"),
    ],
    before: &[
        "según",
        "de acuerdo con",
        "de acuerdo a",
        "en palabras de",
        "a juicio de",
        "en opinión de",
        "citando a",
    ],
    behind: &[],
    endings: &[],
    split: &[],
    hedges: &[
        "presuntamente",
        "presunto",
        "presunta",
        "presuntos",
        "presuntas",
        "supuestamente",
        "supuesto",
        "supuesta",
        "supuestos",
        "supuestas",
        "al parecer",
        "aparentemente",
        "posiblemente",
        "probablemente",
        "tal vez",
        "quizás",
        "quizá",
        "a lo mejor",
        "habría",
        "habrían",
        "podría haber",
        "podrían haber",
        "podría ser",
        "podría",
        "podrían",
        "pudo haber",
        "pudieron haber",
        "se cree que",
        "se sospecha que",
        "se presume que",
        "parece que",
        "parece haber",
        "sin confirmar",
        "no está claro",
        "se desconoce",
        "sospechoso de",
        "sospechosa de",
        "estaría",
        "estarían",
    ],
};
