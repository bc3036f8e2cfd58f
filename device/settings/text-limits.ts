/** Longest texts of the settings, in characters, wherever they are typed, pasted or sent. */

/** RFC 9110, section 4.1, asks every server to accept addresses of 8000. A signed stream key is part of one. */
export const LONGEST_ADDRESS = 8000;
/** Names and accounts, typed by people. */
export const LONGEST_NAME = 200;
/** RFC 1035, section 2.3.4. */
export const LONGEST_HOST = 253;
/** RFC 5321, sections 4.5.3.1.3 and its erratum 1690. */
export const LONGEST_MAIL_ADDRESS = 254;
/** Matrix specification, "Common Identifier Format". */
export const LONGEST_ROOM_ID = 255;
