/** What `v4l2-ctl --list-formats-ext` prints about four kinds of device, in the form it has had since 1.18. */

type SizeAndRates = [size: string, ...framesPerSecond: number[]];

function print(formats: Record<string, SizeAndRates[]>): string {
  const lines = Object.entries(formats).flatMap(([format, sizes], index) => [
    `\t[${index}]: ${format}`,
    ...sizes.flatMap(([size, ...rates]) => [
      `\t\tSize: Discrete ${size}`,
      ...rates.map((rate) => `\t\t\tInterval: Discrete ${(1 / rate).toFixed(3)}s (${rate.toFixed(3)} fps)`),
    ]),
  ]);
  return ['ioctl: VIDIOC_ENUM_FMT', '\tType: Video Capture', '', ...lines, ''].join('\n');
}

/** A usual USB 2 webcam, word for word: YUYV is slow at 720p. */
export const WEBCAM = `ioctl: VIDIOC_ENUM_FMT
	Type: Video Capture

	[0]: 'YUYV' (YUYV 4:2:2)
		Size: Discrete 640x480
			Interval: Discrete 0.033s (30.000 fps)
			Interval: Discrete 0.133s (7.500 fps)
		Size: Discrete 1280x720
			Interval: Discrete 0.133s (7.500 fps)
			Interval: Discrete 0.200s (5.000 fps)
	[1]: 'MJPG' (Motion-JPEG, compressed)
		Size: Discrete 640x480
			Interval: Discrete 0.033s (30.000 fps)
			Interval: Discrete 0.040s (25.000 fps)
		Size: Discrete 1280x720
			Interval: Discrete 0.033s (30.000 fps)
			Interval: Discrete 0.040s (25.000 fps)
			Interval: Discrete 0.067s (15.000 fps)
`;

const DONGLE_RATES = [30, 20, 10, 5];

/** MS2109 HDMI grabber: 1080p30 as MJPEG, 5 as YUYV. */
export const MS2109 = print({
  "'MJPG' (Motion-JPEG, compressed)": [
    ['1920x1080', ...DONGLE_RATES, 25],
    ['1360x768', 60, 50, ...DONGLE_RATES],
    ['1280x720', 60, 50, ...DONGLE_RATES],
    ['640x480', 60, 50, ...DONGLE_RATES],
  ],
  "'YUYV' (YUYV 4:2:2)": [
    ['1920x1080', 5],
    ['1280x720', 10],
    ['640x480', 20, 10, 5],
  ],
});

/** vivid's webcam input: raw only, fewer rates the larger the size. */
const VIVID_SIZES: SizeAndRates[] = [
  ['320x180', 1, 2, 4, 5, 10, 12.5, 15, 20, 25, 30, 40, 50],
  ['640x360', 1, 2, 4, 5, 10, 12.5, 15, 20, 25, 30],
  ['640x480', 1, 2, 4, 5, 10, 12.5, 15, 20],
  ['1280x720', 1, 2, 4, 5, 10, 12.5],
  ['1920x1080', 1, 2, 4, 5],
  ['3840x2160', 1, 2],
];
export const VIVID = print({
  "'YUYV' (YUYV 4:2:2)": VIVID_SIZES,
  "'NV12' (Y/UV 4:2:0)": VIVID_SIZES,
  "'Y16 ' (16-bit Greyscale)": VIVID_SIZES,
  "'Y16 -BE' (16-bit Greyscale BE)": VIVID_SIZES,
});

/** A camera with an H.264 encoder of its own and nothing else. */
export const H264_ONLY = print({ "'H264' (H.264, compressed)": [['1920x1080', 30]] });

/** v4l2loopback with a writer: one size, any rate. */
export const LOOPBACK = `ioctl: VIDIOC_ENUM_FMT
	Type: Video Capture

	[0]: 'YUYV' (YUYV 4:2:2)
		Size: Discrete 1280x720
			Interval: Continuous 0.001s - 1.000s (1.000-1000.000 fps)
`;

/** The Pi's codec: ranges, multiplanar. */
export const PI_CODEC = `ioctl: VIDIOC_ENUM_FMT
	Type: Video Capture Multiplanar

	[0]: 'YU12' (Planar YUV 4:2:0)
		Size: Discrete 1280x720
			Interval: Discrete 0.033s (30.000 fps)
`;

/** Sizes as a range and no rate at all. */
export const RANGES = `ioctl: VIDIOC_ENUM_FMT
	Type: Video Capture

	[0]: 'YU12' (Planar YUV 4:2:0)
		Size: Stepwise 32x32 - 2592x1944 with step 2/2
	[1]: 'YUYV' (YUYV 4:2:2)
		Size: Discrete 640x480
`;
