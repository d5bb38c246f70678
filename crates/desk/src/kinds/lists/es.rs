//! Spanish words that tell a comment from a report. Lists only.

use super::*;

pub(super) const LISTS: Lists = Lists {
    words: &[
        (ME, "yo me mi mis mí mío mía creo pienso"),
        (US, "nosotros nos nuestro nuestra nuestros nuestras somos tenemos debemos podemos hemos"),
        (YOU, "tú te tu tus usted ustedes ti"),
        (
            DUTY,
            "debe deben debería deberían debemos deberíamos debiera hay urge merece merecen exige \
             exigen",
        ),
        (
            VALUE,
            "absurdo absurda bueno buena buenos buenas mejor mejores peor peores malo mala mal \
             cobarde cobardía cínico cínica cinismo cruel decente desastre desgracia desgraciadamente \
             deshonesto deshonesta error errores escándalo escandaloso escandalosa esperanza \
             estúpido estúpida estupidez falso falsa fracaso grave hipocresía hipócrita honesto \
             honesta honestidad horrible ignorancia importante incompetencia indigno indigna \
             indignante inmoral injusto injusta injusticia inútil irresponsable justo justa \
             lamentable lamentablemente locura mentira mentiras miserable moral necio noble \
             ojalá patético patética peligroso peligrosa razón razonable ridículo ridícula sabio \
             sensato sensata terrible tonto tontería torpe torpeza triste tristeza vergonzoso \
             vergonzosa vergüenza verdad verdadero verdadera valiente",
        ),
        (
            SURE,
            "claro claramente obviamente seguramente ciertamente simplemente realmente apenas \
             totalmente absolutamente completamente precisamente naturalmente evidentemente \
             sencillamente incluso siquiera desde luego",
        ),
        (PERHAPS, "quizá quizás acaso parece parecen tal"),
        (TURN, "pero y o porque sino aunque así entonces todavía además ni pues"),
        (NOT, "no nunca jamás nada nadie ninguno ninguna ningún tampoco ni sin"),
        (IS, "es son está están ha han tiene tienen hay"),
        (
            ALL,
            "todo toda todos todas siempre cada quien quienes cualquier cualquiera muchos solo sólo",
        ),
        (WHY, "porque razón razones significa motivo motivos"),
        (DAY, "lunes martes miércoles jueves viernes sábado domingo ayer hoy mañana anoche tarde"),
        (
            MONTH,
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre \
             diciembre",
        ),
        (ASK, "por qué cómo quién cuándo dónde cuál"),
        (THIS, "esto eso este esta estos estas ese esa aquello"),
        (
            THING,
            "cosa cosas manera forma modo hecho problema problemas pregunta preguntas respuesta \
             idea ideas punto caso realidad lección ejemplo asunto",
        ),
        (
            WRITER,
            "autor autora profesor profesora columnista editor editora escritor escritora \
             periodista ensayista historiador historiadora economista catedrático catedrática",
        ),
        (BEING, "es fue"),
        (
            BODY,
            "portavoz portavoces policía autoridades fiscalía comunicado fuentes ministerio según",
        ),
        (HOUSE, "boletín boletines suscríbete suscríbase http https www"),
        (SELF, "opinión opiniones columna columnas columnista editorial editoriales tribuna"),
    ],
    phrases: &[
        (HOUSE, &["lea también", "todos los derechos reservados", "síguenos en"]),
        (DUTY, &["hay que", "tiene que", "tienen que"]),
        (SURE, &["por supuesto", "sin duda", "en efecto", "desde luego"]),
    ],
};
