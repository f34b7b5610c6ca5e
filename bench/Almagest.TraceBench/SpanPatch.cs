using System.Buffers.Binary;

namespace Almagest.TraceBench;

/// <summary>
/// Finds the ids and times in an encoded ExportTraceServiceRequest (opentelemetry/proto/trace/v1), so that a copy of it becomes other
/// traces at another time with a few bytes changed: ids by exclusive or, times by a shift. Parents and links stay consistent.
/// </summary>
static class SpanPatch
{
    const int Message = 2;
    const int Fixed64 = 1;

    /// <summary>Where the eight-byte halves of ids and the times are.</summary>
    internal static (int[] TraceHighs, int[] Spans, int[] Times) Find(byte[] body)
    {
        var (traces, spans, times) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var (resource, _, resourceAt) in Fields(body, 0, body.Length, 1))
            foreach (var (scope, _, scopeAt) in Fields(body, resourceAt, resourceAt + resource, 2))
                foreach (var (span, _, spanAt) in Fields(body, scopeAt, scopeAt + scope, 2))
                    OfSpan(body, spanAt, spanAt + span, (traces, spans, times));
        return ([.. traces], [.. spans], [.. times]);
    }

    /// <summary>Makes the copy.</summary>
    internal static void Apply(byte[] body, (int[] TraceHighs, int[] Spans, int[] Times) places, ulong mask, long shiftNano)
    {
        foreach (var at in places.TraceHighs)
            Xor(body.AsSpan(at, 8), mask * 0x9E3779B97F4A7C15);
        foreach (var at in places.Spans)
            Xor(body.AsSpan(at, 8), mask);
        foreach (var at in places.Times)
            BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(at), (ulong)((long)BinaryPrimitives.ReadUInt64LittleEndian(body.AsSpan(at)) + shiftNano));
    }

    static void Xor(Span<byte> bytes, ulong mask) => BinaryPrimitives.WriteUInt64BigEndian(bytes, BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ mask);

    static void OfSpan(byte[] body, int start, int end, (List<int> Traces, List<int> Spans, List<int> Times) places)
    {
        foreach (var (length, field, at) in Fields(body, start, end, 0))
        {
            switch (field)
            {
                case 1 when length == 16:
                    places.Traces.Add(at);
                    break;
                case 2 or 4 when length == 8:
                    places.Spans.Add(at);
                    break;
                case 7 or 8:
                    places.Times.Add(at);
                    break;
                case 11:
                    places.Times.AddRange(Fields(body, at, at + length, 1).Select(static f => f.At));
                    break;
                case 13:
                    places.Traces.AddRange(Fields(body, at, at + length, 1).Select(static f => f.At));
                    places.Spans.AddRange(Fields(body, at, at + length, 2).Select(static f => f.At));
                    break;
            }
        }
    }

    // Length, number and place of the fields of a message; of one number only unless that is 0.
    static List<(int Length, int Field, int At)> Fields(byte[] body, int start, int end, int wanted)
    {
        var fields = new List<(int, int, int)>();
        for (var at = start; at < end;)
        {
            var (tag, afterTag) = Varint(body, at);
            var (field, type) = ((int)(tag >> 3), (int)(tag & 7));
            var length = type switch { Fixed64 => 8, 5 => 4, _ => 0 };
            var value = afterTag;
            if (type is Message or 0)
            {
                var (number, after) = Varint(body, afterTag);
                (length, value) = type == Message ? ((int)number, after) : (0, after);
            }

            if (wanted == 0 || field == wanted)
                fields.Add((length, field, value));
            at = value + length;
        }

        return fields;
    }

    static (ulong Value, int After) Varint(byte[] body, int at)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = body[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (value, at);
            shift += 7;
        }
    }
}
