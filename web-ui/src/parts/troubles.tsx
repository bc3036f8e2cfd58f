/** Every reason the box gives, once, worst first; the technical detail opens on a tap. */
import type { Status } from '../../../device/api/contract/status.ts';
import { words } from '../words.ts';

type Trouble = { level: 'degraded' | 'failing'; message: string; tech: string };

function troublesOf({ recording, destinations, camera, microphone, health }: Status): Trouble[] {
  const said = [
    { level: recording.phase === 'failed' ? ('failing' as const) : ('degraded' as const), reason: recording.reason },
    { level: camera.phase === 'failed' ? ('failing' as const) : ('degraded' as const), reason: camera.reason },
    { level: 'failing' as const, reason: microphone.reason },
    ...destinations.map(({ phase, reason }) => ({
      level: phase === 'refused' ? ('failing' as const) : ('degraded' as const),
      reason,
    })),
    ...health.items.map(({ level, reason }) => ({
      level: level === 'failing' ? level : ('degraded' as const),
      reason,
    })),
  ];
  const byMessage = new Map<string, Trouble>();
  for (const { level, reason } of said) {
    if (!reason || byMessage.get(reason.message)?.level === 'failing') continue;
    byMessage.set(reason.message, { level, message: reason.message, tech: reason.tech });
  }
  return [...byMessage.values()].sort((one, other) => other.level.localeCompare(one.level));
}

export function Troubles({ status }: { status: Status }) {
  const troubles = troublesOf(status);
  if (troubles.length === 0) return null;
  return (
    <div role="status">
      <ul class="troubles">
        {troubles.map(({ level, message, tech }) => (
          <li key={message} class={level}>
            <details>
              <summary>
                <span>{message}</span>
                <small class="more">{words.details}</small>
              </summary>
              <code>{tech}</code>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}
