using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Almagest.Model;

namespace Almagest.Server.Ingest.Logs.Pipelines.GeoIp;

/// <summary>A MaxMind database (https://maxmind.github.io/MaxMind-DB/), read into memory. Thread-safe.</summary>
sealed class GeoIpDatabase
{
    const int SectionGap = 16;

    static readonly byte[] MetadataStart = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    readonly byte[] _file;
    readonly uint _nodeCount;
    readonly int _recordSize;
    readonly int _treeBytes;
    readonly bool _isVersion6;

    GeoIpDatabase(byte[] file, Dictionary<string, object?> metadata)
    {
        _file = file;
        _nodeCount = Convert.ToUInt32(metadata["node_count"], System.Globalization.CultureInfo.InvariantCulture);
        _recordSize = Convert.ToInt32(metadata["record_size"], System.Globalization.CultureInfo.InvariantCulture);
        _isVersion6 = Convert.ToInt32(metadata["ip_version"], System.Globalization.CultureInfo.InvariantCulture) == 6;
        _treeBytes = checked((int)(_nodeCount * _recordSize / 4));
    }

    /// <summary>Reads a database.</summary>
    /// <exception cref="UserErrorException">The file is missing or no database.</exception>
    internal static GeoIpDatabase Open(string path)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            var start = file.AsSpan().LastIndexOf(MetadataStart);
            if (start < 0)
                throw new InvalidDataException("it has no metadata of MaxMind");
            var at = start + MetadataStart.Length;
            var metadata = new GeoIpData(file, at).Read(ref at) as Dictionary<string, object?> ?? throw new InvalidDataException("its metadata is no map");
            var database = new GeoIpDatabase(file, metadata);
            return database._recordSize is 24 or 28 or 32 && database._treeBytes + SectionGap < start ? database
                : throw new InvalidDataException("its search tree does not fit");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or KeyNotFoundException or IndexOutOfRangeException or ArgumentException or OverflowException or UnauthorizedAccessException)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_geoip", $"geoip database \"{path}\" can not be used: {error.Message}");
        }
    }

    /// <summary>What is known of an address; null when nothing is.</summary>
    internal Dictionary<string, object?>? Find(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var version4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (!version4 && !_isVersion6)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        // Version 4 stands in the tree of version 6 as ::a.b.c.d.
        address.TryWriteBytes(version4 && _isVersion6 ? bytes[12..] : bytes, out _);
        var bits = _isVersion6 ? 128 : 32;
        var node = 0u;
        for (var i = 0; i < bits && node < _nodeCount; i++)
            node = Record(node, (bytes[i >> 3] >> (7 - (i & 7))) & 1);
        if (node <= _nodeCount)
            return null;
        var at = checked((int)(node - _nodeCount)) + _treeBytes;
        return new GeoIpData(_file, _treeBytes + SectionGap).Read(ref at) as Dictionary<string, object?>;
    }

    uint Record(uint node, int side)
    {
        var at = (int)(node * (uint)_recordSize / 4);
        var pair = _file.AsSpan(at);
        return _recordSize switch
        {
            24 => Three(pair[(side * 3)..]),
            32 => BinaryPrimitives.ReadUInt32BigEndian(pair[(side * 4)..]),
            // The middle byte holds the top four bits of both.
            _ => side == 0 ? ((uint)(pair[3] & 0xF0) << 20) | Three(pair) : ((uint)(pair[3] & 0x0F) << 24) | Three(pair[4..]),
        };
    }

    static uint Three(ReadOnlySpan<byte> bytes) => ((uint)bytes[0] << 16) | ((uint)bytes[1] << 8) | bytes[2];
}
