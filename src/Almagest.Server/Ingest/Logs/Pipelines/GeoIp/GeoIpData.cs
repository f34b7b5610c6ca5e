using System.Buffers.Binary;
using System.Text;

namespace Almagest.Server.Ingest.Logs.Pipelines.GeoIp;

/// <summary>Reads values of a MaxMind database's data section.</summary>
/// <param name="file">The whole file.</param>
/// <param name="sectionStart">Where pointers count from.</param>
readonly struct GeoIpData(byte[] file, int sectionStart)
{
    // Pointers lead to values, never to pointers; real data nest three deep.
    const int MaxDepth = 32;

    /// <summary>Reads a value: a map, a list, a text, a number, a boolean, or bytes.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal object? Read(ref int at, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("its data are nested too deeply");
        var control = file[at++];
        var type = control >> 5;
        if (type == 1)
        {
            var target = Pointer(control, ref at);
            return Read(ref target, depth + 1);
        }

        if (type == 0)
            type = 7 + file[at++];
        var size = Size(control & 0x1F, ref at);
        return type switch
        {
            7 => ReadMap(size, ref at, depth),
            11 => ReadList(size, ref at, depth),
            14 => size != 0,
            _ => Scalar(type, Take(size, ref at)),
        };
    }

    static object? Scalar(int type, ReadOnlySpan<byte> bytes) => type switch
    {
        2 => Encoding.UTF8.GetString(bytes),
        3 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        4 => bytes.ToArray(),
        5 or 6 or 9 or 10 => Unsigned(bytes),
        8 => (long)(int)Unsigned(bytes),
        15 => (double)BinaryPrimitives.ReadSingleBigEndian(bytes),
        _ => throw new InvalidDataException($"its data hold the unknown type {type}"),
    };

    static ulong Unsigned(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        foreach (var next in bytes)
            value = (value << 8) | next;
        return value;
    }

    int Pointer(int control, ref int at)
    {
        var (extra, start, high) = ((control >> 3) & 3) switch
        {
            0 => (1, 0, control & 7),
            1 => (2, 2048, control & 7),
            2 => (3, 526_336, control & 7),
            _ => (4, 0, 0),
        };
        var value = high;
        foreach (var next in Take(extra, ref at))
            value = (value << 8) | next;
        return sectionStart + start + value;
    }

    int Size(int size, ref int at) => size switch
    {
        29 => 29 + (int)Unsigned(Take(1, ref at)),
        30 => 285 + (int)Unsigned(Take(2, ref at)),
        31 => 65_821 + (int)Unsigned(Take(3, ref at)),
        _ => size,
    };

    Dictionary<string, object?> ReadMap(int size, ref int at, int depth)
    {
        var map = new Dictionary<string, object?>();
        for (var i = 0; i < size; i++)
        {
            var name = Read(ref at, depth + 1) as string ?? throw new InvalidDataException("its data hold a map whose key is no text");
            map[name] = Read(ref at, depth + 1);
        }

        return map;
    }

    List<object?> ReadList(int size, ref int at, int depth)
    {
        var list = new List<object?>();
        for (var i = 0; i < size; i++)
            list.Add(Read(ref at, depth + 1));
        return list;
    }

    ReadOnlySpan<byte> Take(int size, ref int at)
    {
        at += size;
        return file.AsSpan(at - size, size);
    }
}
