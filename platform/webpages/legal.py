"""First texts of the pages every site has; editors replace them in the admin.

The texts say how this software works, so most of it can stay. What only the operator knows stands in square brackets
and bold, so that nobody publishes it by accident. They are in German: the law they follow is.
"""

GREETING = "Mitreden, bevor entschieden wird"
LEAD = "Lesen Sie, was geplant ist. Sagen Sie Ihre Meinung. Und sehen Sie nach, was aus ihr geworden ist."

IMPRINT = """
<p><b>[Bitte ergänzen Sie die Angaben in eckigen Klammern, bevor die Seite online geht.]</b></p>
<h2>Herausgeber</h2>
<p><b>[Name des Ministeriums oder der Behörde]</b><br/><b>[Straße und Hausnummer]</b><br/><b>[Postleitzahl und
Ort]</b></p>
<p>Telefon: <b>[Telefonnummer]</b><br/>E-Mail: <b>[E-Mail-Adresse]</b></p>
<p>Vertreten durch: <b>[Name und Amt]</b><br/>Umsatzsteuer-Identifikationsnummer: <b>[falls vorhanden]</b></p>
<h2>Wer wofür verantwortlich ist</h2>
<p>Jedes Beteiligungsverfahren auf dieser Website verantwortet das Ministerium, das es eröffnet hat. Es ist mit seiner
Kontaktadresse auf der Seite des Verfahrens genannt.</p>
<p>Redaktionell verantwortlich: <b>[Name, Anschrift wie oben]</b></p>
<h2>Beiträge der Beteiligten</h2>
<p>Die veröffentlichten Beiträge geben die Meinung der Personen und Organisationen wieder, die sie eingereicht haben.
Vor der Veröffentlichung prüft die Moderation jeden Beitrag nach den Regeln, die beim Verfahren stehen. Wenn Sie
meinen,
dass ein Beitrag gegen die Regeln oder gegen Ihre Rechte verstößt, schreiben Sie uns bitte unter der Adresse oben und
nennen Sie den Code des Beitrags.</p>
<h2>Nutzung der Inhalte</h2>
<p>Die Lizenz der Inhalte steht in der Fußzeile jeder Seite. Karten: © GeoBasis-DE / BKG 2021 (Daten verändert).</p>
"""

PRIVACY = """
<p><b>[Dieser Text beschreibt, wie die Software arbeitet. Bitte lassen Sie ihn von Ihrer oder Ihrem
Datenschutzbeauftragten prüfen und ergänzen Sie die Angaben in eckigen Klammern.]</b></p>
<p>Sie können auf dieser Website alles lesen, ohne Angaben zu Ihrer Person zu machen. Wenn Sie sich beteiligen,
speichern
wir nur, was dafür nötig ist. Was das ist, steht hier.</p>
<h2>Wer verantwortlich ist</h2>
<p>Verantwortlich für die Daten eines Beteiligungsverfahrens ist das Ministerium, das dieses Verfahren durchführt
(Artikel 4 Nummer 7 DSGVO). Name, Anschrift und E-Mail-Adresse stehen auf der Seite des Verfahrens, ebenso ergänzende
Hinweise zum Datenschutz dieses Verfahrens.</p>
<p>Für den Betrieb der Website und für die Benutzerkonten ist verantwortlich:
<b>[Name und Anschrift des Betreibers, Kontakt der oder des Datenschutzbeauftragten]</b></p>
<h2>Wenn Sie die Website nur lesen</h2>
<ul>
<li>Wir speichern keine IP-Adressen, weder mit Ihren Beiträgen noch in Protokollen der Anwendung. Für kurze Zeit,
längstens
eine Stunde, merkt sich die Anwendung, von welcher Adresse Konten angelegt oder Anmeldungen versucht wurden. Das
schützt
vor Missbrauch; danach wird es gelöscht. <b>[Falls Ihr Webserver Protokolle führt: Umfang und Löschfrist
nennen.]</b></li>
<li>Wir werten Ihren Besuch nicht aus und binden nichts von anderen Anbietern ein: keine Schriften, keine Karten,
keine
Videos, keine Zählpixel.</li>
<li>Wir setzen nur technisch notwendige Cookies: eines, das Formulare vor Missbrauch schützt, eines für die gewählte
Sprache und, wenn Sie angemeldet sind, eines für die Anmeldung. Eine Einwilligung ist dafür nicht nötig (§ 25 Absatz 2
TDDDG).</li>
</ul>
<h2>Wenn Sie einen Beitrag einreichen</h2>
<p>Für Beiträge auf der Website brauchen Sie ein Konto. Wir speichern Ihren Text, den Zeitpunkt, die Stelle, zu der Sie
schreiben, und für wen Sie sprechen: für sich oder für eine Organisation mit ihrer Kategorie und ihrer Region. Mit der
E-Mail-Adresse Ihres Kontos bestätigen wir den Eingang und benachrichtigen Sie, wenn über Ihren Beitrag entschieden ist.
Sie wird nie veröffentlicht. Karten von Konferenzen stehen hier ebenfalls als Beiträge; sie zählen genauso.</p>
<p>Rechtsgrundlage ist die Wahrnehmung einer Aufgabe im öffentlichen Interesse (Artikel 6 Absatz 1 Buchstabe e DSGVO
in
Verbindung mit <b>[Landesrecht]</b>).</p>
<h2>Was veröffentlicht wird, bestimmen Sie</h2>
<p>Ob Ihr Beitrag mit Ihrem Namen, nur mit der Kategorie (zum Beispiel „Kommune“) oder gar nicht öffentlich erscheint,
wählen Sie bei jedem Beitrag selbst. Diese Einwilligung (Artikel 6 Absatz 1 Buchstabe a DSGVO) ist freiwillig. Auch
ein
nicht öffentlicher Beitrag wird ausgewertet und beantwortet. Sie können die Einwilligung jederzeit für die Zukunft
widerrufen; eine Nachricht an die Kontaktadresse des Verfahrens genügt. Bitte schreiben Sie in den Text selbst keine
Angaben über andere Personen.</p>
<h2>Wenn Sie ein Konto anlegen</h2>
<p>Wir speichern Ihre E-Mail-Adresse, Ihren Anzeigenamen (er darf erfunden sein), Ihre Sprache und Ihr Passwort in
verschlüsselter Form. Lesen können Sie auch ohne Konto.</p>
<h2>Wer die Daten bekommt</h2>
<p>Zugriff haben nur die Personen, die das Verfahren bearbeiten: im Ministerium und, falls beauftragt, beim Büro, das
die
Beteiligung begleitet. Es ist auf der Seite des Verfahrens genannt. Die Website wird betrieben bei
<b>[Rechenzentrum, Auftragsverarbeiter]</b>. In Länder außerhalb der Europäischen Union werden keine Daten
übermittelt.</p>
<h2>Wie lange wir speichern</h2>
<ul>
<li>Beiträge und Antworten bleiben so lange gespeichert, wie das Verfahren nachvollziehbar sein muss:
<b>[Aufbewahrungsfrist]</b>.</li>
<li>Ihr Konto bleibt, bis Sie es löschen lassen. Schreiben Sie dazu von der E-Mail-Adresse Ihres Kontos an die
Kontaktadresse im <a href="/impressum/">Impressum</a>. Mit dem Konto löschen wir Ihre E-Mail-Adresse, Ihren Namen und
Ihr Passwort. Sagen Sie uns bitte dazu, was mit Ihren Beiträgen geschehen soll: Ein Beitrag, den Sie mit Namen
veröffentlicht haben, trägt diesen Namen, bis Sie uns um Änderung bitten.</li>
<li>E-Mails, die wir versandt haben, löschen wir nach sieben Tagen aus unserem System.</li>
</ul>
<h2>Ihre Rechte</h2>
<p>Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung, Datenübertragbarkeit und
Widerspruch (Artikel 15 bis 21 DSGVO). Wenden Sie sich dazu an das verantwortliche Ministerium. Außerdem können Sie
sich
bei der Aufsichtsbehörde beschweren: <b>[Landesbeauftragte oder Landesbeauftragter für den Datenschutz,
Anschrift]</b>.</p>
"""

ACCESSIBILITY = """
<p><b>[Bitte ergänzen Sie die Angaben in eckigen Klammern und veröffentlichen Sie die Erklärung erst nach einer
eigenen
Prüfung.]</b></p>
<p>Diese Erklärung gilt für die Website, auf der Sie sich befinden. Herausgeber ist <b>[Name der öffentlichen
Stelle]</b>. Wir möchten, dass alle Menschen sie nutzen können. Grundlage sind die Richtlinie (EU) 2016/2102, das
<b>[Behindertengleichstellungsgesetz des Landes]</b> und die BITV 2.0, die auf die Norm EN 301 549 und damit auf die
Web
Content Accessibility Guidelines (WCAG), Stufe AA, verweist.</p>
<h2>Stand der Vereinbarkeit</h2>
<p>Diese Website ist mit den genannten Anforderungen <b>[vollständig / teilweise]</b> vereinbar. Das ergab
<b>[eine Selbstbewertung / die Prüfung durch …]</b> am <b>[Datum]</b>.</p>
<h2>Was dafür getan ist</h2>
<ul>
<li>Alle Seiten lassen sich ohne Maus und ohne JavaScript bedienen.</li>
<li>Texte lassen sich auf 200 Prozent und mehr vergrößern; auf schmalen Bildschirmen ist kein seitliches Schieben
nötig.</li>
<li>Farben haben genug Kontrast, auch in der dunklen Darstellung. Keine Information steckt nur in der Farbe.</li>
<li>Zu jedem Diagramm und jeder Karte gibt es eine Tabelle.</li>
<li>Das Wichtigste gibt es in <a href="/leichte-sprache/">Leichter Sprache</a>.</li>
</ul>
<h2>Was noch nicht barrierefrei ist</h2>
<ul>
<li>Dokumente, die Beteiligte oder Ministerien als Datei bereitstellen, können Barrieren enthalten. Bitte fragen Sie
uns
nach einer anderen Fassung.</li>
<li>Beiträge anderer Personen veröffentlichen wir, wie sie geschrieben wurden; sie sind nicht in Leichter
Sprache.</li>
<li><b>[Weitere Inhalte, mit Begründung: unverhältnismäßige Belastung oder nicht im Anwendungsbereich]</b></li>
</ul>
<h2>Barrieren melden</h2>
<p>Sind Ihnen Mängel aufgefallen, oder brauchen Sie eine Information in einer anderen Form? Schreiben Sie uns oder
rufen
Sie an. Wir antworten spätestens nach <b>[Frist nach Landesrecht, zum Beispiel sechs Wochen]</b>.</p>
<p>E-Mail: <b>[E-Mail-Adresse]</b><br/>Telefon: <b>[Telefonnummer]</b><br/>Anschrift: <b>[Anschrift]</b></p>
<h2>Durchsetzungsverfahren</h2>
<p>Wenn Sie mit unserer Antwort nicht zufrieden sind, können Sie sich an die Durchsetzungsstelle oder Ombudsstelle
wenden.
Das Verfahren ist kostenlos, und Sie brauchen keinen Rechtsbeistand.</p>
<p><b>[Name der Durchsetzungsstelle des Landes]</b><br/><b>[Anschrift, Telefon, E-Mail, Website]</b></p>
<h2>Über diese Erklärung</h2>
<p>Diese Erklärung wurde am <b>[Datum]</b> erstellt und zuletzt am <b>[Datum]</b> überprüft.</p>
"""

#: One sentence a line, short words, no foreign words without an explanation.
EASY_LANGUAGE = """
<h2>Worum geht es hier?</h2>
<p>Das ist eine Internet-Seite zum Mit-Reden.<br/>
Ein Ministerium will etwas Neues machen.<br/>
Ein Ministerium ist ein Teil von der Regierung.<br/>
Das Ministerium schreibt zuerst auf, was es machen will.<br/>
Diesen Text nennen wir: Entwurf.<br/>
Ein Entwurf ist noch nicht fertig.<br/>
Sie können den Entwurf lesen.<br/>
Sie können sagen, was Sie gut finden.<br/>
Und Sie können sagen, was Sie schlecht finden.</p>
<h2>Wer darf mit-machen?</h2>
<p>Alle dürfen mit-machen.<br/>
Sie können für sich selbst schreiben.<br/>
Oder Sie schreiben für eine Gruppe.<br/>
Zum Beispiel für einen Verein.<br/>
Das Mit-Machen kostet nichts.</p>
<h2>Wie können Sie mit-machen?</h2>
<p>Sie klicken oben auf das Wort: Verfahren.<br/>
Ein Verfahren ist ein Thema, bei dem man mit-reden kann.<br/>
Sie suchen ein Verfahren aus.<br/>
Dann lesen Sie den Entwurf.<br/>
Neben jedem Absatz können Sie etwas schreiben.<br/>
Das nennen wir: Beitrag.<br/>
Vor dem Schreiben melden Sie sich an.<br/>
Dafür brauchen Sie eine E-Mail-Adresse und ein Passwort.<br/>
Ein Passwort ist ein geheimes Wort.</p>
<p>Sie wollen lieber mit Menschen sprechen?<br/>
Dann können Sie zu einer Konferenz kommen.<br/>
Eine Konferenz ist ein Treffen mit vielen Menschen.<br/>
Klicken Sie oben auf das Wort: Konferenzen.</p>
<p>Sie können auch einen Brief schreiben.<br/>
Die Adresse steht beim Verfahren.</p>
<h2>Was passiert mit Ihrem Beitrag?</h2>
<p>Jeder Beitrag wird gelesen.<br/>
Menschen prüfen: Hält sich der Beitrag an die Regeln?<br/>
Dann steht der Beitrag auf der Internet-Seite.<br/>
Sie bestimmen: Soll Ihr Name dabei stehen?</p>
<p>Das Ministerium gibt eine Antwort.<br/>
Das Ministerium sagt: Das machen wir.<br/>
Oder: Das machen wir nicht.<br/>
Es sagt auch immer, warum.</p>
<h2>Wie finden Sie die Antwort?</h2>
<p>Nach dem Schreiben bekommen Sie einen Code.<br/>
Ein Code ist eine Reihe von Buchstaben und Zahlen.<br/>
Schreiben Sie den Code auf.<br/>
Klicken Sie ganz unten auf: Beitrag nachverfolgen.<br/>
Dort geben Sie den Code ein.<br/>
Dann sehen Sie, was aus Ihrem Beitrag geworden ist.</p>
<h2>Was machen wir mit Ihren Daten?</h2>
<p>Daten sind zum Beispiel Ihr Name und Ihre E-Mail-Adresse.<br/>
Ihre E-Mail-Adresse zeigen wir niemandem.<br/>
Wir sammeln nur, was wir brauchen.<br/>
Mehr steht auf der Seite: <a href="/datenschutz/">Datenschutz</a>.<br/>
Die Seite Datenschutz ist in schwerer Sprache.</p>
<h2>Brauchen Sie Hilfe?</h2>
<p>Etwas auf der Internet-Seite geht nicht?<br/>
Oder Sie verstehen etwas nicht?<br/>
Dann schreiben Sie uns.<br/>
Die Adresse steht auf der Seite: <a href="/impressum/">Impressum</a>.</p>
"""

#: Slug → title, first text, whether the footer links it (the header links easy language).
INFO_PAGES: dict[str, tuple[str, str, bool]] = {
    "impressum": ("Impressum", IMPRINT, True),
    "datenschutz": ("Datenschutz", PRIVACY, True),
    "barrierefreiheit": ("Erklärung zur Barrierefreiheit", ACCESSIBILITY, True),
    "leichte-sprache": ("Leichte Sprache", EASY_LANGUAGE, False),
}
