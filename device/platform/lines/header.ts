/** Labels of the chip behind the 40 pins: Pi 0 to 3, Pi 4, Pi 5, the virtual board. A board has other chips too. */
export const HEADER = [/^pinctrl-bcm2835$/, /^pinctrl-bcm2711$/, /^pinctrl-rp1$/, /^gpio-sim\b/];
