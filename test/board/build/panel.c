// The buttons and lamps of the header, described to the kernel as dtoverlay=gpio-key and dtoverlay=gpio-led do on a Pi:
// its own gpio-keys and leds-gpio drivers then have the pins (README.md, "Wiring").
#include <linux/gpio/driver.h>
#include <linux/gpio/machine.h>
#include <linux/gpio_keys.h>
#include <linux/input.h>
#include <linux/leds.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#define HEADER "gpio-sim.0:node0"

// As the overlay has it: 5 ms of debouncing, which cheap buttons exceed.
static struct gpio_keys_button start = {.type = EV_KEY, .code = 167, .active_low = 1, .desc = "pupitre-start", .debounce_interval = 5};
static struct gpio_keys_button privacy = {.type = EV_KEY, .code = 248, .active_low = 1, .desc = "pupitre-privacy", .debounce_interval = 5};
static const struct gpio_keys_platform_data start_data = {.buttons = &start, .nbuttons = 1};
static const struct gpio_keys_platform_data privacy_data = {.buttons = &privacy, .nbuttons = 1};
static const struct gpio_led leds[] = {{.name = "pupitre-rec", .default_trigger = "timer"}, {.name = "pupitre-live"}};
static const struct gpio_led_platform_data led_data = {.leds = leds, .num_leds = ARRAY_SIZE(leds)};

static struct gpiod_lookup_table lamps = {
  .dev_id = "leds-gpio",
  .table = {GPIO_LOOKUP_IDX(HEADER, 27, NULL, 0, GPIO_ACTIVE_HIGH), GPIO_LOOKUP_IDX(HEADER, 23, NULL, 1, GPIO_ACTIVE_HIGH), {}},
};
static struct platform_device *made[3];

static void panel_exit(void) {
  for (int i = 0; i < ARRAY_SIZE(made); i++)
    if (!IS_ERR_OR_NULL(made[i])) platform_device_unregister(made[i]);
  gpiod_remove_lookup_table(&lamps);
}

static int __init panel_init(void) {
  struct gpio_device *header = gpio_device_find_by_label(HEADER);
  if (!header) return -ENODEV;
  start.gpio = gpio_device_get_base(header) + 17;
  privacy.gpio = gpio_device_get_base(header) + 22;
  gpio_device_put(header);
  gpiod_add_lookup_table(&lamps);
  made[0] = platform_device_register_data(NULL, "gpio-keys", 0, &start_data, sizeof start_data);
  made[1] = platform_device_register_data(NULL, "gpio-keys", 1, &privacy_data, sizeof privacy_data);
  made[2] = platform_device_register_data(NULL, "leds-gpio", PLATFORM_DEVID_NONE, &led_data, sizeof led_data);
  for (int i = 0; i < ARRAY_SIZE(made); i++)
    if (IS_ERR(made[i])) {
      int why = PTR_ERR(made[i]);
      panel_exit();
      return why;
    }
  return 0;
}

module_init(panel_init);
module_exit(panel_exit);
MODULE_DESCRIPTION("Buttons and lamps of the virtual board");
MODULE_LICENSE("GPL");
