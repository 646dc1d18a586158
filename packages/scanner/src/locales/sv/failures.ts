import type { Locale } from '../locale.ts';

const onPaper = 'Anteckna besöket på pappersblanketten. Det överförs i efterhand så snart som möjligt.';

export const failures: Locale['failures'] = {
  'config/invalid': {
    sentence: 'Det finns ett fel i registreringens inställningar.',
    nextStep: `Meddela sidans administratör. ${onPaper}`,
  },
  'config/no-storage': {
    sentence: 'Webbläsaren låter inte spara registreringar på den här enheten.',
    nextStep: 'Öppna sidan i ett vanligt fönster, inte ett privat, och tillåt webbplatsdata.',
  },
  'registry/unreachable': { sentence: 'Tjänsten kunde inte nås.', nextStep: onPaper },
  'registry/busy': { sentence: 'Tjänsten är överbelastad.', nextStep: 'Läs kortet på nytt om en stund.' },
  'registry/failed': { sentence: 'Det är störningar i tjänsten.', nextStep: onPaper },
  'registry/no-token': {
    sentence: 'Sidan fick ingen nyckel som enheten loggar in i Kaikukanta med.',
    nextStep: `Logga in på sidan på nytt. ${onPaper}`,
  },
  'registry/unauthorised': {
    sentence: 'Kaikukanta godkänner inte enhetens nyckel: den är fel, har gått ut eller har dragits in.',
    nextStep:
      'Logga in på sidan på nytt. Om det inte hjälper, be ansvarspersonen om en ny nyckel och registrera på pappersblanketten tills dess.',
  },
  'registry/not-enrolled': {
    sentence: 'Enheten har inte lagts till bland husets enheter.',
    nextStep: `Be ansvarspersonen om en kod och lägg till enheten. ${onPaper}`,
  },
  'registry/unknown-code': {
    sentence: 'Koden är fel, använd eller mer än tio minuter gammal.',
    nextStep: 'Be ansvarspersonen om en ny kod.',
  },
  'registry/frozen': {
    sentence: 'Enheten är stoppad tills vidare. Dess registreringar sparas på den.',
    nextStep: `Ingenting registreras på den förrän ansvarspersonen öppnar den. ${onPaper}`,
  },
  'registry/revoked': {
    sentence: 'Enheten är tagen ur bruk. Registreringar som inte har skickats sparas på den.',
    nextStep: `Ta den till ansvarspersonen. ${onPaper}`,
  },
  'registry/lost': {
    sentence: 'Enheten är anmäld som försvunnen.',
    nextStep: 'Lämna tillbaka den till huset som den hör till.',
  },
  'registry/not-assigned': {
    sentence: 'Enheten är nu till för andra tillställningar.',
    nextStep: `Välj en tillställning för den här enheten, eller fråga ansvarspersonen. ${onPaper}`,
  },
  'registry/forbidden': {
    sentence: 'Kaikukanta låter inte den här enheten registrera.',
    nextStep: `Fråga ansvarspersonen. ${onPaper}`,
  },
  'registry/missing-role': {
    sentence: 'Enhetens nyckel räcker inte till för det här.',
    nextStep: 'Be ansvarspersonen göra det eller ge enheten rätt till det.',
  },
  'registry/foreign-journal': {
    sentence: 'Registreringarna i den här webbläsaren hör i Kaikukanta till en annan enhet.',
    nextStep: `Be sidans administratör föra över dem till den här enheten. ${onPaper}`,
  },
  'registry/slowed': {
    sentence: 'Många okända koder har lästs med enheten, och därför svarar Kaikukanta den långsamt.',
    nextStep: 'Läs kortet på nytt om en stund, eller be ansvarspersonen öppna enheten.',
  },
  'registry/other-venue': {
    sentence:
      'Sidan har nu en annan kulturaktörs nyckel. Det som väntar på den här enheten sparas åt sin egen kulturaktör.',
    nextStep: `Ingenting registreras med den nyckeln här. Ladda om sidan för att registrera för den andra kulturaktören. ${onPaper}`,
  },
  'registry/not-found': {
    sentence: 'Tillställningen eller registreringen finns inte i Kaikukanta.',
    nextStep: 'Kontrollera att tillställningen är rätt.',
  },
  'registry/invalid-request': {
    sentence: 'Kaikukanta förstod inte registreringen.',
    nextStep: `Meddela sidans administratör. ${onPaper}`,
  },
  'registry/unknown-key': {
    sentence: 'Kaikukanta kan inte läsa en registrering som finns sparad på enheten.',
    nextStep: 'Registreringen finns kvar på enheten och skickas på nytt. Meddela sidans administratör.',
  },
  'registry/contract': {
    sentence: 'Svaret från Kaikukanta kunde inte tolkas.',
    nextStep: `Meddela sidans administratör. ${onPaper}`,
  },
  'idempotency/mismatch': {
    sentence: 'Samma registrering finns i Kaikukanta med andra uppgifter.',
    nextStep: 'Kontrollera registreringen i Kaikukanta och meddela sidans administratör.',
  },
  'outbox/storage': {
    sentence: 'Det gick inte att spara på den här enheten, och inget registrerades.',
    nextStep: `${onPaper} Frigör sedan utrymme på enheten och ladda om sidan.`,
  },
  'desk/closed': { sentence: 'Registreringen är stängd på den här sidan.', nextStep: 'Ladda om sidan.' },
  'desk/too-late': {
    sentence: 'Det har gått över 14 dagar sedan besöket.',
    nextStep: 'För in det i Kaikukanta som fil med importfunktionen.',
  },
  'desk/foreign-decision': {
    sentence: 'Kortet kontrollerades för en annan tillställning.',
    nextStep: 'Läs kortet på nytt.',
  },
  'desk/unknown-visit': {
    sentence: 'Registreringen finns varken på den här enheten eller i Kaikukanta.',
    nextStep: 'Ingenting ångrades. Kontrollera registreringen i Kaikukanta.',
  },
  'desk/voided-visit': {
    sentence: 'Registreringen har under tiden ångrats i Kaikukanta. Inget är registrerat.',
    nextStep: 'Läs kortet på nytt.',
  },
  unexpected: {
    sentence: 'Ett oväntat fel inträffade.',
    nextStep: 'Kontrollera i Kaikukanta om besöket registrerades. Om inte, läs kortet på nytt.',
  },
  'camera/insecure-context': {
    sentence: 'Kameran fungerar bara på en skyddad sida.',
    nextStep: 'Öppna sidan på en adress som börjar med https.',
  },
  'camera/unsupported': {
    sentence: 'Den här webbläsaren kan inte använda kameran.',
    nextStep: 'Kameran kan användas i en nyare webbläsare.',
  },
  'camera/policy-blocked': {
    sentence: 'Den här sidan tillåter inte kameran.',
    nextStep: 'Sidans administratör kan tillåta den.',
  },
  'camera/denied-by-user': {
    sentence: 'Kameran har inte tillåtits.',
    nextStep: 'Tillåt kameran i webbläsarens adressfält och försök igen.',
  },
  'camera/denied-by-system': {
    sentence: 'Enheten låter inte webbläsaren använda kameran.',
    nextStep: 'Tillåt kameran för webbläsaren i enhetens inställningar och försök igen.',
  },
  'camera/no-camera': {
    sentence: 'Enheten har ingen kamera.',
    nextStep: 'Anslut en kamera om du vill använda en sådan.',
  },
  'camera/busy': {
    sentence: 'Kameran används av ett annat program.',
    nextStep: 'Stäng det andra programmet och försök igen.',
  },
  'camera/over-constrained': {
    sentence: 'Kameran lämpar sig inte för att läsa kort.',
    nextStep: 'Försök med en annan kamera.',
  },
  'camera/stalled': {
    sentence: 'Kameran ger ingen bild.',
    nextStep: 'Försök med kameran igen. Om det inte hjälper, öppna webbläsaren på nytt.',
  },
  'camera/interrupted': { sentence: 'Kamerans bild bröts.', nextStep: 'Försök med kameran igen.' },
  'engine/load': {
    sentence: 'Kodläsningen från bilden startade inte.',
    nextStep: 'Ladda om sidan. Om det inte hjälper, meddela sidans administratör.',
  },
  'engine/decode': { sentence: 'Kodläsningen från bilden avbröts.', nextStep: 'Försök med kameran igen.' },
};
