using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Almagest.ClickHouse.Engine.Host;

/// <summary>
/// Listens to the parent over the pipe that was standard input. The word <c>stop</c> asks for a clean end; the end of the pipe
/// means that the parent is gone, killed perhaps, and nobody will use this engine again.
/// </summary>
static class ParentWatch
{
    public const string StopWord = "stop";

    /// <summary>Calls <paramref name="stopped"/> once, with false when the parent vanished.</summary>
    public static void Start(int descriptor, Action<bool> stopped) =>
        new Thread(() => stopped(Listen(descriptor))) { IsBackground = true, Name = "parent watch" }.Start();

    static bool Listen(int descriptor)
    {
        using var input = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        using var lines = new StreamReader(input, Encoding.ASCII);
        while (lines.ReadLine() is { } line)
            if (line == StopWord)
                return true;
        return false;
    }
}
