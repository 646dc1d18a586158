import { inLanguages } from './languages.ts';

/** What a device or a person may do, in a word and in a sentence. */
export const roles = inLanguages(
  {
    role: 'Tehtävä',
    name: {
      door: 'Ovi',
      till: 'Kassa',
      broker: 'Lippujärjestelmä',
      manager: 'Vastuuhenkilö',
      coordinator: 'Koordinaattori',
      auditor: 'Tarkastaja',
    },
    hint: {
      door: 'Tarkistaa kortin ja kirjaa käynnin.',
      till: 'Kuten ovi; lisäksi peruu kirjauksia ja hoitaa varaukset.',
      broker: 'Kuten kassa; lisäksi hakee myynnin ja tilastot.',
      manager: 'Kaikki talon asiat: tilaisuudet, laitteet, ihmiset ja tulokset.',
      coordinator: 'Alueen tilastot.',
      auditor: 'Lukee lokia.',
    },
  },
  {
    role: 'Uppgift',
    name: {
      door: 'Dörr',
      till: 'Kassa',
      broker: 'Biljettsystem',
      manager: 'Ansvarsperson',
      coordinator: 'Koordinator',
      auditor: 'Granskare',
    },
    hint: {
      door: 'Kontrollerar kortet och registrerar besöket.',
      till: 'Som dörren; ångrar också registreringar och sköter reservationer.',
      broker: 'Som kassan; hämtar också försäljning och statistik.',
      manager: 'Allt som rör huset: evenemang, enheter, personer och resultat.',
      coordinator: 'Områdets statistik.',
      auditor: 'Läser loggen.',
    },
  },
  {
    role: 'Role',
    name: {
      door: 'Door',
      till: 'Till',
      broker: 'Ticketing system',
      manager: 'Manager',
      coordinator: 'Coordinator',
      auditor: 'Auditor',
    },
    hint: {
      door: 'Checks the card and records the visit.',
      till: 'As the door, and undoes recordings and has the reservations.',
      broker: 'As the till, and fetches sales and figures.',
      manager: 'Everything of the house: events, devices, people and results.',
      coordinator: 'The figures of the region.',
      auditor: 'Reads the log.',
    },
  },
);
