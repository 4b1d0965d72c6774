// Sends a stream through a real peer connection to this same page, so that tiles hold remote tracks as in a real call.

export interface Loopback {
  /** What arrives at the far end. */
  stream: MediaStream;
  close(): void;
}

export async function loopback(stream: MediaStream): Promise<Loopback> {
  const near = new RTCPeerConnection();
  const far = new RTCPeerConnection();
  const close = () => {
    near.close();
    far.close();
  };
  near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate ?? undefined).catch(() => {});
  far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined).catch(() => {});
  try {
    const arrived = new Promise<MediaStream>((resolve) => {
      far.ontrack = ({ streams, track }) => resolve(streams[0] ?? new MediaStream([track]));
    });
    for (const track of stream.getTracks()) await keepSharp(near.addTrack(track, stream));
    await near.setLocalDescription();
    if (near.localDescription) await far.setRemoteDescription(near.localDescription);
    await far.setLocalDescription();
    if (far.localDescription) await near.setRemoteDescription(far.localDescription);
    const remote = await arrived;
    await connected(far);
    return { stream: remote, close };
  } catch (error) {
    close();
    throw error;
  }
}

function connected(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (peer.connectionState === 'connected') resolve();
      if (peer.connectionState === 'failed' || peer.connectionState === 'closed')
        reject(new Error('the call could not connect to itself'));
    };
    peer.addEventListener('connectionstatechange', look);
    look();
  });
}

/** A face is worth more sharp than smooth when the encoder runs out of time. */
async function keepSharp(sender: RTCRtpSender): Promise<void> {
  const parameters = { ...sender.getParameters(), degradationPreference: 'maintain-resolution' as const };
  await sender.setParameters(parameters).catch(() => {});
}
