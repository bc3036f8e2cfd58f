/** Sentences about receipts. */
import type { Sentences } from './form.ts';

export const RECEIPT = {
  receiptUnresolvable: {
    en: 'The receipt cannot be sent: {fault}; the box tries again by itself.',
    fr: 'Le bilan ne peut pas partir : {fault} ; le boîtier réessaie tout seul.',
  },
  receiptUnreachable: {
    en: 'The receipt cannot be sent: {fault}; the box tries again by itself.',
    fr: 'Le bilan ne peut pas partir : {fault} ; le boîtier réessaie tout seul.',
  },
  receiptTls: {
    en: 'The receipt cannot be sent: {fault}; the box tries again by itself.',
    fr: 'Le bilan ne peut pas partir : {fault} ; le boîtier réessaie tout seul.',
  },
  receiptNotLetIn: {
    en: 'The receipt cannot be sent: {host} refuses the account or its password. Enter them anew in the settings; the box tries again by itself.',
    fr: 'Le bilan ne peut pas partir : {host} refuse le compte ou son mot de passe. Saisissez-les de nouveau dans les réglages ; le boîtier réessaie tout seul.',
  },
  receiptRecipientRefused: {
    en: 'The receipt cannot be sent: {host} refuses the recipient {to}. Check the address in the settings; the box tries again by itself.',
    fr: "Le bilan ne peut pas partir : {host} refuse le destinataire {to}. Vérifiez l'adresse dans les réglages ; le boîtier réessaie tout seul.",
  },
  receiptRefused: {
    en: 'The receipt cannot be sent: {host} refuses it ({status}). Check address, sender and room in the settings; the box tries again by itself.',
    fr: "Le bilan ne peut pas partir : {host} le refuse ({status}). Vérifiez l'adresse, l'expéditeur et le salon dans les réglages ; le boîtier réessaie tout seul.",
  },
  receiptServerFault: {
    en: 'The receipt cannot be sent yet: {host} has a fault of its own or is too busy ({status}). Wait: the box tries again by itself; if it lasts, tell whoever runs that server.',
    fr: 'Le bilan ne peut pas encore partir : {host} est en panne ou surchargé ({status}). Attendez : le boîtier réessaie tout seul ; si cela dure, prévenez la personne qui gère ce serveur.',
  },
  receiptIncomplete: {
    en: 'The settings of the receipt are begun and not complete. An e-mail needs a mail server and a recipient, a webhook its address, Matrix a server, a room and a token: enter what is missing.',
    fr: 'Les réglages du bilan sont commencés mais incomplets. Un courriel demande un serveur et un destinataire, un webhook son adresse, Matrix un serveur, un salon et un jeton : saisissez ce qui manque.',
  },
  receiptNobody: {
    en: 'The settings name nobody who gets a receipt. Enter an e-mail address, a webhook or a Matrix room, save, then test again.',
    fr: 'Les réglages ne nomment personne qui reçoive un bilan. Saisissez une adresse de courriel, un webhook ou un salon Matrix, appliquez, puis réessayez.',
  },
  receiptGivenUp: {
    en: '{count} receipts could not be sent for 30 days, or were too many, and were given up. They stay on the page, beside their recordings; correct the settings of the receipt.',
    fr: "{count} bilans n'ont pas pu partir en 30 jours, ou étaient trop nombreux, et sont abandonnés. Ils restent sur la page, près de leurs enregistrements ; corrigez les réglages du bilan.",
  },
  receiptDamaged: {
    en: '{count} files of receipts that were waiting were damaged and set aside. Check the power plug of the box; if it comes back, change the memory card.',
    fr: '{count} fichiers de bilans en attente étaient abîmés et ont été mis de côté. Vérifiez la prise du boîtier ; si cela revient, changez la carte mémoire.',
  },
  receiptNotKept: {
    en: 'The memory card did not take the receipt of a talk. Check the power plug and free some space; change the card after the talk.',
    fr: "La carte mémoire n'a pas pris le bilan d'un exposé. Vérifiez la prise et libérez de la place ; changez la carte après l'exposé.",
  },
} as const satisfies Sentences;
