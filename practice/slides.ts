// Something to present: slides without a face, drawn now and then.

export function openSlides(): { stream: MediaStream; stop(): void } {
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const context = canvas.getContext('2d');
  let page = 0;
  const draw = () => {
    if (!context) return;
    context.fillStyle = '#f6f4ef';
    context.fillRect(0, 0, 1280, 720);
    context.fillStyle = '#22303c';
    context.font = '600 56px system-ui, sans-serif';
    context.fillText('What we heard this quarter', 96, 140);
    for (let i = 0; i < 6; i++) {
      const height = 90 + 70 * Math.abs(Math.sin(i * 1.3 + page * 0.4));
      context.fillStyle = i === page % 6 ? '#c8743a' : '#9fb3bd';
      context.fillRect(120 + i * 170, 600 - height * 2, 110, height * 2);
    }
    context.fillStyle = '#6b7780';
    context.font = '28px system-ui, sans-serif';
    context.fillText(`Page ${(page % 6) + 1}`, 1120, 670);
    page++;
  };
  draw();
  const timer = setInterval(draw, 2000);
  const stream = canvas.captureStream(5);
  return {
    stream,
    stop() {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
