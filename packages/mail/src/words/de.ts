import type { MailWords } from './words.ts';

/** The mails in German. */
export const de: MailWords = {
  hello: 'Guten Tag {name},',
  helloAll: 'Guten Tag,',
  buttonAddress: 'Falls der Knopf nicht geht, öffnen Sie diese Adresse im Browser:',
  resetInstead: 'Passwort vergessen? Hier setzen Sie ein neues:',
  device: '{browser} auf {system}',
  unknownDevice: 'unbekannt',
  facts: {
    code: 'Code',
    device: 'Gerät',
    address: 'Internetadresse',
    time: 'Zeit',
    limit: 'Limit',
    used: 'Verbraucht',
    resets: 'Beginnt neu',
    balance: 'Übrig',
    amount: 'Betrag',
    creditTaken: 'Zurückgenommenes Guthaben',
    threshold: 'Hinweis unter',
    licence: 'Lizenzschlüssel',
    tier: 'Lizenz',
    allowance: 'Umfang',
    seats: 'Geräte',
    ends: 'Endet',
    plan: 'Tarif',
    invoice: 'Rechnung',
    month: 'Für',
    netAmount: 'Betrag ohne Steuer',
  },
  usedOf: '{used} von {cap}',
  allowances: {
    requests: '{amount} Nachrichten im Monat',
    tokens: '{amount} Token im Monat',
  },
  anySeats: 'beliebig viele',
  noEnd: 'Sie endet nicht',
  limit: '{meter} {period}, {subject}',
  limitMeters: { tokens: 'Tokens', requests: 'Anfragen', charge: 'Ausgaben' },
  limitPeriods: {
    day: 'pro Tag',
    week: 'pro Woche',
    month: 'pro Monat',
    year: 'pro Jahr',
    total: 'insgesamt',
  },
  limitSubjects: {
    workspace: 'ganzer Arbeitsbereich',
    tenant: 'alle Arbeitsbereiche Ihrer Firma',
    own: 'Sie',
    member: '{name}',
    eachMember: 'je Mitglied',
    model: 'Modell {name}',
    key: 'ein API-Schlüssel',
    licence: 'eine Lizenz',
  },
  footer: 'Sie erhalten diese Mail, weil Ihre Adresse bei {brand} verwendet wird.',
  roles: {
    owner: 'Inhaber',
    admin: 'Administration',
    editor: 'Bearbeitung',
    viewer: 'Nur lesen',
  },
  kinds: {
    verify_email: {
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse für {brand}',
      title: 'E-Mail-Adresse bestätigen',
      paragraphs: [
        'Bitte bestätigen Sie, dass diese Adresse Ihnen gehört. Dann steht {brand} für Sie bereit.',
      ],
      button: 'Adresse bestätigen',
      notes: [
        'Der Link gilt einmal und nur für begrenzte Zeit.',
        'Wenn Sie sich nicht bei {brand} angemeldet haben, können Sie diese Mail ignorieren.',
      ],
    },
    account_exists: {
      subject: 'Sie haben schon ein Konto bei {brand}',
      title: 'Sie haben schon ein Konto',
      paragraphs: [
        'Jemand, wahrscheinlich Sie, wollte sich mit dieser Adresse bei {brand} registrieren. Zu ihr gibt es schon ein Konto; es wurde nichts geändert. Melden Sie sich einfach an.',
      ],
      button: 'Anmelden',
      notes: [
        'Wenn Sie es nicht waren, können Sie diese Mail ignorieren: Niemand ist hineingekommen.',
      ],
    },
    reset_password: {
      subject: 'Neues Passwort für {brand}',
      title: 'Neues Passwort setzen',
      paragraphs: ['Jemand, hoffentlich Sie, hat für Ihr Konto ein neues Passwort angefordert.'],
      button: 'Neues Passwort setzen',
      notes: [
        'Der Link gilt einmal und nur für begrenzte Zeit.',
        'Wenn Sie es nicht waren, können Sie diese Mail ignorieren: Ihr Passwort bleibt, wie es ist.',
      ],
    },
    password_changed: {
      subject: 'Ihr Passwort für {brand} wurde geändert',
      title: 'Ihr Passwort wurde geändert',
      paragraphs: [
        'Das Passwort Ihres Kontos wurde gerade geändert. Wenn Sie das waren, ist nichts zu tun.',
        'Wenn Sie es nicht waren, setzen Sie sofort ein neues Passwort. Das meldet auch alle anderen ab.',
      ],
      button: 'Neues Passwort setzen',
      notes: [],
    },
    change_email: {
      subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse für {brand}',
      title: 'Neue Adresse bestätigen',
      paragraphs: [
        'Ihr Konto soll von nun an diese Adresse verwenden. Bitte bestätigen Sie, dass sie Ihnen gehört.',
      ],
      button: 'Neue Adresse bestätigen',
      notes: [
        'Der Link gilt einmal und nur für begrenzte Zeit. Bis dahin bleibt die alte Adresse.',
        'Wenn Sie das nicht angefordert haben, können Sie diese Mail ignorieren.',
      ],
    },
    email_changed: {
      subject: 'Die E-Mail-Adresse Ihres Kontos bei {brand} wurde geändert',
      title: 'Ihre E-Mail-Adresse wurde geändert',
      paragraphs: [
        'Ihr Konto verwendet von nun an die Adresse {newEmail}. Dies ist die letzte Mail an die alte.',
        'Wenn Sie es nicht waren, wenden Sie sich sofort an die Menschen, die {brand} für Sie betreiben.',
      ],
      button: null,
      notes: [],
    },
    second_factor_enabled: {
      subject: 'Anmeldung in zwei Schritten ist an ({brand})',
      title: 'Anmeldung in zwei Schritten ist an',
      paragraphs: [
        'Von nun an fragt die Anmeldung nach einem Code aus Ihrer Authenticator-App. Bewahren Sie die Wiederherstellungscodes sicher auf.',
        'Wenn Sie es nicht waren, prüfen Sie sofort die Sicherheit Ihres Kontos.',
      ],
      button: 'Sicherheitseinstellungen',
      notes: [],
    },
    second_factor_disabled: {
      subject: 'Anmeldung in zwei Schritten ist aus ({brand})',
      title: 'Anmeldung in zwei Schritten ist aus',
      paragraphs: [
        'Die Anmeldung bei Ihrem Konto fragt nicht mehr nach einem Code.',
        'Wenn Sie es nicht waren, setzen Sie ein neues Passwort und schalten Sie die Anmeldung in zwei Schritten wieder ein.',
      ],
      button: 'Sicherheitseinstellungen',
      notes: [],
    },
    new_sign_in: {
      subject: 'Neue Anmeldung bei Ihrem Konto ({brand})',
      title: 'Neue Anmeldung',
      paragraphs: [
        'Ihr Konto wurde auf einem Gerät verwendet, das wir noch nicht kennen. Wenn Sie das waren, ist nichts zu tun.',
      ],
      button: 'Sitzungen prüfen',
      notes: [
        'Wenn Sie es nicht waren, beenden Sie diese Sitzung und setzen Sie ein neues Passwort.',
      ],
    },
    invitation: {
      subject: '{invitedByName} lädt Sie zu {workspaceName} ein',
      title: 'Einladung zu {workspaceName}',
      paragraphs: [
        '{invitedByName} lädt Sie ein, in {workspaceName} auf {brand} mitzuarbeiten. Ihre Rolle: {roleName}.',
      ],
      button: 'Einladung annehmen',
      notes: [
        'Die Einladung gilt bis {expiresAt} und nur einmal.',
        'Wenn Sie nicht wissen, worum es geht, können Sie diese Mail ignorieren.',
      ],
    },
    account_removed: {
      subject: 'Ihr Konto bei {brand} wird gelöscht',
      title: 'Ihr Konto wird gelöscht',
      paragraphs: [
        'Wie gewünscht ist Ihr Konto geschlossen. Am {deleteAfter} wird es endgültig gelöscht.',
        'Bis dahin können Sie es zurückholen: Melden Sie sich einfach an.',
      ],
      button: 'Anmelden und behalten',
      notes: [],
    },
    workspace_removed: {
      subject: 'Der Arbeitsbereich {workspaceName} wurde gelöscht',
      title: '{workspaceName} wurde gelöscht',
      paragraphs: [
        'Der Arbeitsbereich {workspaceName} wurde gelöscht. Am {purgeAfter} wird sein Inhalt endgültig entfernt.',
        'Bis dahin kann ihn ein Inhaber zurückholen.',
      ],
      button: 'Zurückholen',
      notes: [],
    },
    ownership_received: {
      subject: 'Ihnen gehört jetzt {workspaceName}',
      title: 'Sie sind jetzt Inhaber',
      paragraphs: [
        'Sie sind jetzt Inhaber des Arbeitsbereichs {workspaceName}: Mitglieder, Rollen, Einstellungen und Tarif liegen in Ihrer Hand.',
      ],
      button: 'Arbeitsbereich öffnen',
      notes: [],
    },
    licence_key: {
      subject: 'Ihr Lizenzschlüssel für {brand}',
      title: 'Ihr Lizenzschlüssel',
      paragraphs: [
        'Vielen Dank. Dies ist Ihr Lizenzschlüssel für {brand}, im Arbeitsbereich {workspaceName}. Er steht nur in dieser Mail; bewahren Sie ihn wie ein Passwort auf.',
      ],
      button: 'Lizenz ansehen',
      notes: [
        'Programme, die mit der Schnittstelle von OpenAI oder Anthropic arbeiten, rufen damit auf; die Seite /docs von {brand} sagt, wie. Wer den Schlüssel hat, kann ihn verbrauchen: Geben Sie ihn nicht weiter.',
      ],
    },
    licence_key_first: {
      subject: 'Ihr Lizenzschlüssel und Ihr Konto bei {brand}',
      title: 'Ihr Lizenzschlüssel',
      paragraphs: [
        'Vielen Dank. Dies ist Ihr Lizenzschlüssel für {brand}, im Arbeitsbereich {workspaceName}. Er steht nur in dieser Mail; bewahren Sie ihn wie ein Passwort auf.',
        'Wir haben für diese Adresse ein Konto eröffnet, in dem Sie sehen, was verbraucht ist und welche Geräte einen Platz haben. Setzen Sie ein Passwort, um sich anzumelden; der Schlüssel gilt auch so.',
      ],
      button: 'Passwort setzen',
      notes: [
        'Programme, die mit der Schnittstelle von OpenAI oder Anthropic arbeiten, rufen damit auf; die Seite /docs von {brand} sagt, wie. Wer den Schlüssel hat, kann ihn verbrauchen: Geben Sie ihn nicht weiter.',
      ],
    },
    licence_code: {
      subject: 'Ihr Code für die App ({brand})',
      title: 'Die App anmelden',
      paragraphs: [
        'Jemand möchte die App von {brand} auf einem Rechner mit Ihrem Lizenzschlüssel anmelden. Wenn Sie das sind, geben Sie dort diesen Code ein. Er gilt zehn Minuten und einmal.',
      ],
      button: null,
      notes: [
        'Wenn Sie es nicht sind, hat jemand anderes Ihren Lizenzschlüssel. Ohne den Code gelingt keine Anmeldung; sagen Sie dem Betreiber von {brand} Bescheid, damit der Schlüssel ersetzt wird.',
      ],
    },
    limit_warning: {
      subject: 'Ein Limit in {workspaceName} ist fast verbraucht',
      title: 'Ein Limit ist fast verbraucht',
      paragraphs: ['Mindestens 80 % eines Limits in {workspaceName} sind verbraucht.'],
      button: 'Verbrauch und Limits ansehen',
      notes: [],
    },
    limit_reached: {
      subject: 'Ein Limit in {workspaceName} ist verbraucht',
      title: 'Ein Limit ist verbraucht',
      paragraphs: [
        'Ein Limit in {workspaceName} ist verbraucht oder lässt keine weitere Antwort mehr zu.',
      ],
      button: 'Verbrauch und Limits ansehen',
      notes: [],
    },
    fair_use_notice: {
      subject: '{workspaceName} hat die faire Nutzung überschritten',
      title: 'Die faire Nutzung ist überschritten',
      paragraphs: [
        'Der Arbeitsbereich {workspaceName} hat alles verbraucht, was sein Tarif unter fairer Nutzung versteht. Niemand wird dort aufgehalten.',
      ],
      button: 'Verwaltung öffnen',
      notes: [],
    },
    credit_notice: {
      subject: 'Das Guthaben von {workspaceName} geht zur Neige',
      title: 'Das Guthaben geht zur Neige',
      paragraphs: ['Das Guthaben von {workspaceName} ist bald verbraucht.'],
      button: 'Guthaben ansehen',
      notes: [],
    },
    payment_failed: {
      subject: 'Eine Zahlung für {workspaceName} ist fehlgeschlagen',
      title: 'Eine Zahlung ist fehlgeschlagen',
      paragraphs: [
        'Die für {workspaceName} hinterlegte Karte konnte nicht belastet werden. Der Tarif {planName} bleibt bis {until} und endet dann, wenn die Zahlung bis dahin nicht eingegangen ist.',
      ],
      button: 'Karte aktualisieren',
      notes: [],
    },
    payment_failed_last: {
      subject: 'Der Tarif von {workspaceName} endet am {until}',
      title: 'Der Tarif endet bald',
      paragraphs: [
        'Eine Zahlung für {workspaceName} steht noch aus. Der Tarif {planName} endet am {until}, wenn sie bis dahin nicht eingegangen ist.',
      ],
      button: 'Karte aktualisieren',
      notes: [],
    },
    plan_lapsed: {
      subject: 'Der Tarif von {workspaceName} ist beendet',
      title: 'Der Tarif ist beendet',
      paragraphs: [
        'Die Zahlung für {planName} ist nicht eingegangen; {workspaceName} ist jetzt im Tarif {freeName}. Nichts geht verloren: Unterhaltungen, Mitglieder und Guthaben bleiben.',
      ],
      button: 'Tarife ansehen',
      notes: [],
    },
    invoice_open: {
      subject: 'Eine Rechnung für {workspaceName}',
      title: 'Ihre Rechnung ist da',
      paragraphs: [
        'Das hat {workspaceName} verbraucht. Die Rechnung, ihre Posten und ein PDF stehen in den Einstellungen.',
      ],
      button: 'Rechnung ansehen',
      notes: ['Wo eine Karte hinterlegt ist, wird sie von selbst belastet.'],
    },
    invoice_failed: {
      subject: 'Eine Rechnung von {workspaceName} konnte nicht bezahlt werden',
      title: 'Eine Zahlung ist gescheitert',
      paragraphs: [
        'Die Rechnung von {workspaceName} ist noch offen. Bezahlen Sie sie in den Einstellungen, oder hinterlegen Sie eine andere Karte.',
      ],
      button: 'Rechnung bezahlen',
      notes: [],
    },
    invoice_paid: {
      subject: 'Rechnung von {workspaceName} bezahlt',
      title: 'Danke, die Rechnung ist bezahlt',
      paragraphs: ['Die Rechnung von {workspaceName} wurde bezahlt. Sie müssen nichts weiter tun.'],
      button: 'Rechnung ansehen',
      notes: [],
    },
    payment_refunded: {
      subject: 'Eine Zahlung von {workspaceName} wurde erstattet',
      title: 'Eine Zahlung wurde erstattet',
      paragraphs: [
        'Geld, das für {workspaceName} gezahlt wurde, geht dorthin zurück, woher es kam, und das damit gekaufte Guthaben wird zurückgenommen. Was davon schon verbraucht ist, bezahlt das nächste gekaufte Guthaben.',
      ],
      button: 'Guthaben ansehen',
      notes: [],
    },
    payment_disputed: {
      subject: 'Eine Zahlung von {workspaceName} wird angefochten',
      title: 'Eine Zahlung wird angefochten',
      paragraphs: [
        'Die Bank dessen, der für {workspaceName} gezahlt hat, hat eine Zahlung zurückgeholt. Ihr Guthaben wird zurückgenommen, bis darüber entschieden ist, und kommt zurück, wenn für uns entschieden wird.',
      ],
      button: 'Guthaben ansehen',
      notes: [],
    },
    invoice_refunded: {
      subject: 'Eine Rechnung von {workspaceName} wurde erstattet',
      title: 'Eine Rechnung wurde erstattet',
      paragraphs: [
        'Geld, das für eine Rechnung von {workspaceName} gezahlt wurde, geht dorthin zurück, woher es kam.',
      ],
      button: 'Rechnungen ansehen',
      notes: [],
    },
    invoice_disputed: {
      subject: 'Eine Rechnung von {workspaceName} wird angefochten',
      title: 'Die Zahlung einer Rechnung wird angefochten',
      paragraphs: [
        'Die Bank dessen, der eine Rechnung von {workspaceName} gezahlt hat, hat das Geld zurückgeholt, bis darüber entschieden ist.',
      ],
      button: 'Rechnungen ansehen',
      notes: [],
    },
    top_up_stopped: {
      subject: 'Das automatische Aufladen von {workspaceName} ruht',
      title: 'Das automatische Aufladen ruht',
      paragraphs: [
        'Guthaben für {workspaceName} konnte mit der hinterlegten Karte nicht gekauft werden; es wurde nichts abgebucht. Ein neuer Versuch folgt erst, wenn die Karte ersetzt oder das automatische Aufladen wieder eingeschaltet wird.',
      ],
      button: 'Ansehen',
      notes: [],
    },
    limit_requested: {
      subject: '{userName} bittet um mehr in {workspaceName}',
      title: '{userName} bittet um mehr',
      paragraphs: ['Ein Limit steht {userName} in {workspaceName} im Weg. Sie können es erhöhen.'],
      button: 'Entscheiden',
      notes: [],
    },
  },
};
