using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Almagest.Server.Ingest.Files;

/// <summary>Tells files apart whatever they are called: device and inode on Linux, elsewhere the moment of creation.</summary>
static class FileIdentity
{
    const int CurrentFolder = -100;
    const uint InodeWanted = 0x100;

    // struct statx of linux/stat.h is the same on every architecture.
    const int InodeAt = 32;
    const int DeviceMajorAt = 136;
    const int DeviceMinorAt = 140;
    const int StatxBytes = 256;

    /// <summary>The identity of the file at a path; null when there is none.</summary>
    internal static string? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.Exists(path) ? File.GetCreationTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture) : null;
        var stat = new byte[StatxBytes];
        if (Statx(CurrentFolder, path, 0, InodeWanted, stat) != 0)
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"{Read32(stat, DeviceMajorAt)}:{Read32(stat, DeviceMinorAt)}:{BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(InodeAt))}");
    }

    static uint Read32(byte[] stat, int at) => BinaryPrimitives.ReadUInt32LittleEndian(stat.AsSpan(at));

    [DllImport("libc", EntryPoint = "statx")]
    static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] stat);
}
