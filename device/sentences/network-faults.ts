import type { Sentences } from './form.ts';

/** Causes of a failed connection, for the `{fault}` of a sentence: what is wrong, then what to check. */
export const NETWORK_FAULTS = {
  nameUnknown: {
    en: 'the name {host} cannot be found. Check the Internet connection and the spelling of the address',
    fr: "le nom {host} est introuvable. Vérifiez la connexion à Internet et l'orthographe de l'adresse",
  },
  innerAddress: {
    en: '{host} leads to an address inside a network, where the box does not go. Ask whoever runs the server',
    fr: "{host} mène à une adresse interne d'un réseau, où le boîtier ne va pas. Demandez à la personne qui gère le serveur",
  },
  portClosed: {
    en: '{host} does not answer: no program listens there. Check address and port in the settings, then that the server runs',
    fr: "{host} ne répond pas : aucun programme n'y écoute. Vérifiez l'adresse et le port dans les réglages, puis que le serveur fonctionne",
  },
  noRoute: {
    en: 'no way leads from here to {host}. Check the network cable or the Wi-Fi, then the address in the settings',
    fr: "aucun chemin ne mène d'ici à {host}. Vérifiez le câble réseau ou le Wi-Fi, puis l'adresse dans les réglages",
  },
  silent: {
    en: '{host} does not answer in time. Check the network, then address and port in the settings',
    fr: "{host} ne répond pas à temps. Vérifiez le réseau, puis l'adresse et le port dans les réglages",
  },
  cut: {
    en: '{host} cut the connection. Check the network, then address and port in the settings',
    fr: "{host} a coupé la connexion. Vérifiez le réseau, puis l'adresse et le port dans les réglages",
  },
  notHttp: {
    en: 'something answers at {host} but is no web server. Check address and port in the settings',
    fr: "{host} répond, mais ce n'est pas un serveur web. Vérifiez l'adresse et le port dans les réglages",
  },
  certificateExpired: {
    en: 'the certificate of {host} has expired. Ask whoever runs the server to renew it, and check the clock of the box',
    fr: "le certificat de {host} a expiré. Demandez à la personne qui gère le serveur de le renouveler, et vérifiez l'heure du boîtier",
  },
  certificateEarly: {
    en: 'the certificate of {host} is not valid yet, so the clock of the box is probably wrong. Check it, then ask whoever runs the server',
    fr: "le certificat de {host} n'est pas encore valable : l'heure du boîtier est sans doute fausse. Vérifiez-la, puis demandez à la personne qui gère le serveur",
  },
  certificateName: {
    en: 'the certificate at {host} is for another name. Check the address in the settings, then ask whoever runs the server',
    fr: "le certificat présenté par {host} est pour un autre nom. Vérifiez l'adresse dans les réglages, puis demandez à la personne qui gère le serveur",
  },
  certificateUnknown: {
    en: 'the certificate of {host} comes from nobody that the box trusts. Ask whoever runs the server for one that browsers accept',
    fr: "le certificat de {host} ne vient d'aucune autorité reconnue par le boîtier. Demandez à la personne qui gère le serveur un certificat que les navigateurs acceptent",
  },
  noTls: {
    en: 'no secure connection with {host}. Check the kind of security and the port in the settings, then the server',
    fr: 'pas de connexion sécurisée avec {host}. Vérifiez la sécurité et le port dans les réglages, puis le serveur',
  },
} as const satisfies Sentences;
