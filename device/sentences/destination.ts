/** Sentences about the way to a server. */
import type { Sentences } from './form.ts';

export const DESTINATION = {
  destinationReduced: {
    en: 'The connection to {name} is too thin: viewers get a smaller picture. The recording is not affected. Use a network cable, or ask others to leave the network free.',
    fr: "La connexion vers {name} est trop faible : le public a une image plus petite. L'enregistrement n'est pas touché. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  destinationStills: {
    en: 'The connection to {name} is too thin: viewers hear the talk and get about one picture a second. The recording is not affected. Use a network cable, or ask others to leave the network free.',
    fr: "La connexion vers {name} est trop faible : le public entend l'exposé et voit environ une image par seconde. L'enregistrement n'est pas touché. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  destinationVoice: {
    en: 'The connection to {name} is too thin: viewers get little more than the voice. The recording is not affected. Use a network cable, or ask others to leave the network free.',
    fr: "La connexion vers {name} est trop faible : le public n'a guère que la voix. L'enregistrement n'est pas touché. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  destinationRefused: {
    en: '{name} refuses the stream. Check its address and stream key on the page; the recording goes on.',
    fr: "{name} refuse le flux. Vérifiez son adresse et sa clé de flux sur la page ; l'enregistrement continue.",
  },
  destinationStillHeld: {
    en: '{name} still believes the connection before this one is open. The box tries again by itself; the recording goes on.',
    fr: "{name} croit encore la connexion précédente ouverte. Le boîtier réessaie tout seul ; l'enregistrement continue.",
  },
  destinationUnresolvable: {
    en: 'The name {host} cannot be found. Check the Internet connection and the spelling of the address; the recording goes on.',
    fr: "Le nom {host} est introuvable. Vérifiez la connexion à Internet et l'orthographe de l'adresse ; l'enregistrement continue.",
  },
  destinationUnreachable: {
    en: 'No server answers at {host}. Check the network cable or the Wi-Fi, then that the server is running; the recording goes on.',
    fr: "Aucun serveur ne répond à {host}. Vérifiez le câble réseau ou le Wi-Fi, puis que le serveur fonctionne ; l'enregistrement continue.",
  },
  destinationNoLink: {
    en: 'The box has no network, so {name} gets nothing. Plug in the network cable or join the Wi-Fi; the recording goes on.',
    fr: "Le boîtier n'a pas de réseau : {name} ne reçoit rien. Branchez le câble réseau ou rejoignez le Wi-Fi ; l'enregistrement continue.",
  },
  destinationPortal: {
    en: 'The network wants a log-in on a web page before it lets anything out, so {name} gets nothing. Ask whoever runs the network to let the box through; the recording goes on.',
    fr: "Le réseau demande une connexion sur une page web avant de laisser sortir quoi que ce soit : {name} ne reçoit rien. Demandez à la personne qui gère le réseau de laisser passer le boîtier ; l'enregistrement continue.",
  },
  destinationNoAnswer: {
    en: '{host} takes the connection but did not answer in time. If that stays, check the address and its port on the page and that the server is well. The box tries again by itself; the recording goes on.',
    fr: "{host} prend la connexion mais n'a pas répondu à temps. Si cela dure, vérifiez l'adresse et son port sur la page, et que le serveur va bien. Le boîtier réessaie tout seul ; l'enregistrement continue.",
  },
  destinationNotRtmp: {
    en: 'Something answers at {host} but does not speak RTMP. Check the address and its port on the page; the recording goes on.',
    fr: "{host} répond, mais pas en RTMP. Vérifiez l'adresse et son port sur la page ; l'enregistrement continue.",
  },
  destinationSilent: {
    en: 'Nothing answers at {host} on UDP port {port}. UDP does not tell why: the server may be off, the port or the address wrong, or a firewall in between. Check these; the box tries again by itself, and the recording goes on.',
    fr: "Rien ne répond chez {host} sur le port UDP {port}. UDP ne dit pas pourquoi : le serveur est peut-être éteint, le port ou l'adresse faux, ou un pare-feu bloque. Vérifiez-les ; le boîtier réessaie tout seul, et l'enregistrement continue.",
  },
  destinationNothingListens: {
    en: 'The computer {host} is there, but nothing listens on its port {port}. Check the port on the page and that the server runs; the box tries again by itself, and the recording goes on.',
    fr: "L'ordinateur {host} est là, mais rien n'écoute sur son port {port}. Vérifiez le port sur la page et que le serveur fonctionne ; le boîtier réessaie tout seul, et l'enregistrement continue.",
  },
  destinationNotSrt: {
    en: 'Something answers at {host} on port {port} but does not speak SRT. Check the address and its port on the page; the recording goes on.',
    fr: "{host} répond sur le port {port}, mais pas en SRT. Vérifiez l'adresse et son port sur la page ; l'enregistrement continue.",
  },
  destinationOverloaded: {
    en: '{name} answers, but has no room for the stream now. The box tries again by itself; if that stays, ask whoever runs the server. The recording goes on.',
    fr: "{name} répond, mais n'a pas de place pour le flux en ce moment. Le boîtier réessaie tout seul ; si cela dure, prévenez la personne qui gère le serveur. L'enregistrement continue.",
  },
  destinationPassphraseWrong: {
    en: '{name} does not accept the passphrase. Enter on the page the one that the server has; the recording goes on.',
    fr: "{name} n'accepte pas la phrase secrète. Indiquez sur la page celle du serveur ; l'enregistrement continue.",
  },
  destinationPassphraseMissing: {
    en: '{name} wants a passphrase. Enter on the page the one that the server has; the recording goes on.',
    fr: "{name} demande une phrase secrète. Indiquez sur la page celle du serveur ; l'enregistrement continue.",
  },
  destinationPassphraseUnexpected: {
    en: '{name} has no passphrase, and the box was given one. Take it off the page, or set the same one on the server; the recording goes on.',
    fr: "{name} n'a pas de phrase secrète, alors que le boîtier en a une. Retirez-la de la page, ou mettez la même sur le serveur ; l'enregistrement continue.",
  },
  destinationBoxBusy: {
    en: 'The box has too much to do and did not get to {name} in time. Choose a smaller picture or fewer pictures a second on the page. It tries again by itself; the recording goes on.',
    fr: "Le boîtier a trop à faire et n'a pas pu servir {name} à temps. Choisissez sur la page une image plus petite ou moins d'images par seconde. Il réessaie tout seul ; l'enregistrement continue.",
  },
  destinationTls: {
    en: 'The secure connection to {host} failed. Check the clock of the box and the certificate of the server; the recording goes on.',
    fr: "La connexion sécurisée avec {host} a échoué. Vérifiez l'heure du boîtier et le certificat du serveur ; l'enregistrement continue.",
  },
  destinationNotInstalled: {
    en: 'This box has nothing installed to publish to {name} with. Ask whoever looks after it to install the package gstreamer1.0-plugins-bad; the recording goes on.',
    fr: "Il manque à ce boîtier de quoi publier vers {name}. Demandez à la personne qui s'en occupe d'installer le paquet gstreamer1.0-plugins-bad ; l'enregistrement continue.",
  },
  destinationClosed: {
    en: 'The connection to {name} was cut. The box reconnects by itself; the recording goes on.',
    fr: "La connexion avec {name} a été coupée. Le boîtier se reconnecte tout seul ; l'enregistrement continue.",
  },
  destinationStalled: {
    en: '{name} no longer takes the stream. The box reconnects by itself; the recording goes on.',
    fr: "{name} ne prend plus le flux. Le boîtier se reconnecte tout seul ; l'enregistrement continue.",
  },
} as const satisfies Sentences;
