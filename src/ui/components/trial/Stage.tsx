// What is read, with a frame around each face: the camera, a picture or a moment of a video.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useT } from '../common/context.ts';
import type { Media, TrialFace } from '../common/trial-link.ts';

interface Props {
  media: Media;
  faces: readonly TrialFace[];
  /** The number of the face that the words beside are about. */
  chosen: number | null;
  showsPoints: boolean;
  /** May a video be played? */
  isFree: boolean;
}

export function Stage({ media, faces, chosen, showsPoints, isFree }: Props) {
  const t = useT();
  const [seen, setSeen] = useState({ width: 0, height: 0 });
  const { width, height } = media.kind === 'camera' ? seen : media;
  return (
    <div id="stage" class={media.kind === 'camera' ? 'stage mirrored' : 'stage'}>
      {media.kind === 'camera' ? (
        <video
          autoplay
          muted
          playsInline
          aria-label={t('tryVideoText')}
          ref={(video) => {
            if (video && video.srcObject !== media.stream) video.srcObject = media.stream;
          }}
          onLoadedMetadata={({ currentTarget: v }) => setSeen({ width: v.videoWidth, height: v.videoHeight })}
        />
      ) : media.kind === 'picture' ? (
        <img src={media.src} alt={t('tryPictureText')} />
      ) : (
        <Video element={media.element} isFree={isFree} />
      )}
      {width > 0 && (
        <svg class="ring" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {faces.map((face) => (
            <Frame
              key={face.number}
              face={face}
              side={Math.max(width, height)}
              isChosen={faces.length > 1 && face.number === chosen}
              isNumbered={faces.length > 1}
              isMirrored={media.kind === 'camera'}
              showsPoints={showsPoints}
            />
          ))}
        </svg>
      )}
    </div>
  );
}

/** The element that is read is the one that is seen. */
function Video({ element, isFree }: { element: HTMLVideoElement; isFree: boolean }) {
  const t = useT();
  const place = useRef<HTMLDivElement>(null);
  const label = t('tryVideoFileText');
  useEffect(() => {
    place.current?.replaceChildren(element);
    return () => element.remove();
  }, [element]);
  useEffect(() => {
    element.controls = isFree;
    element.setAttribute('aria-label', label);
  }, [element, isFree, label]);
  return <div class="played" ref={place} />;
}

interface FrameProps {
  face: TrialFace;
  /** The picture's longer side, pixels. */
  side: number;
  isChosen: boolean;
  isNumbered: boolean;
  isMirrored: boolean;
  showsPoints: boolean;
}

function Frame({ face: { number, box, keypoints }, side, isChosen, isNumbered, isMirrored, showsPoints }: FrameProps) {
  const size = side / 28;
  // Above the frame where there is room; in a mirrored picture it is mirrored back.
  const x = isMirrored ? box.x + box.width : box.x;
  const place = `translate(${x} ${Math.max(size, box.y - size / 3)}) scale(${isMirrored ? -1 : 1} 1)`;
  return (
    <g class={isChosen ? 'chosen' : undefined}>
      <rect
        x={box.x}
        y={box.y}
        width={box.width}
        height={box.height}
        rx={box.width / 8}
        vector-effect="non-scaling-stroke"
      />
      {isNumbered && (
        <text transform={place} font-size={size} stroke-width={size / 6}>
          {number}
        </text>
      )}
      {showsPoints &&
        Object.entries(keypoints).map(([name, { x, y }]) => (
          <circle key={name} cx={x} cy={y} r={Math.max(side / 400, box.width / 40)} />
        ))}
    </g>
  );
}
