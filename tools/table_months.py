"""Names and short names of months, in the languages that files are written in. Only words."""

MONTH_NAMES = """
january janvier januar janner enero jan janv ene gennaio genn gen janeiro januari stycznia sty
| february fevrier februar febrero feb fev fevr febbraio febbr fevereiro februari lutego lut
| march mars marz maerz marzo mar mrz marco maart mrt marca
| april avril abril apr avr abr aprile kwietnia kwi
| may mai mayo maggio magg mag maio mei maja maj
| june juin juni junio jun giugno giu junho czerwca cze
| july juillet juli julio jul juil luglio lug julho lipca lip
| august aout agosto aug ago augustus sierpnia sie
| september septembre septiembre setiembre sep sept set settembre setembro wrzesnia wrz
| october octobre oktober octubre oct okt ottobre ott outubro out pazdziernika paz
| november novembre noviembre nov novembro listopada lis
| december decembre dezember diciembre dec dez dic dicembre dezembro grudnia gru
"""
MONTHS = {
    name: number for number, names in enumerate(MONTH_NAMES.split("|"), 1) for name in names.split()
}
