using System.Buffers.Binary;
using System.Numerics;

namespace Proxima.Engine.Protection;

/// <summary>SipHash-2-4, a short keyed hash: without the key nobody can make or foretell one (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).</summary>
internal static class SipHash
{
    /// <param name="key0">The key's first eight octets, read as a little-endian number.</param>
    /// <param name="key1">Its last eight.</param>
    public static ulong Of(ulong key0, ulong key1, ReadOnlySpan<byte> message)
    {
        var state = new State(key0, key1);
        var last = (ulong)message.Length << 56;
        for (; message.Length >= sizeof(ulong); message = message[sizeof(ulong)..])
        {
            state.Take(BinaryPrimitives.ReadUInt64LittleEndian(message));
        }

        for (var i = 0; i < message.Length; i++)
        {
            last |= (ulong)message[i] << (8 * i);
        }

        state.Take(last);
        return state.End();
    }

    private struct State(ulong key0, ulong key1)
    {
        private ulong v0 = key0 ^ 0x736f_6d65_7073_6575;
        private ulong v1 = key1 ^ 0x646f_7261_6e64_6f6d;
        private ulong v2 = key0 ^ 0x6c79_6765_6e65_7261;
        private ulong v3 = key1 ^ 0x7465_6462_7974_6573;

        public void Take(ulong word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        public ulong End()
        {
            v2 ^= 0xFF;
            Round();
            Round();
            Round();
            Round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void Round()
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
