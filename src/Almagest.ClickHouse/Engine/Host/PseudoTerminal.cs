using System.Runtime.InteropServices;
using System.Text;

namespace Almagest.ClickHouse.Engine.Host;

/// <summary>
/// A terminal on standard input. Only with one does the library take itself for interactive, and only then does it not install the
/// error handler that aborts the process at the first malformed HTTP request.
/// </summary>
sealed class PseudoTerminal
{
    readonly int _master;

    PseudoTerminal(int master) => _master = master;

    /// <summary>Replaces file descriptor 0; keep a copy of it before.</summary>
    public static unsafe PseudoTerminal TakeStandardInput()
    {
        const int NameLength = 128;
        var master = Libc.Check(Libc.OpenPseudoTerminal(Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec), "posix_openpt");
        Libc.Check(Libc.GrantPseudoTerminal(master), "grantpt");
        Libc.Check(Libc.UnlockPseudoTerminal(master), "unlockpt");
        var name = stackalloc byte[NameLength];
        if (Libc.NamePseudoTerminal(master, name, NameLength) != 0)
            throw new IOException("ptsname_r failed");
        var terminal = Libc.Check(Libc.Open(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)),
            Libc.ReadWrite | Libc.NoControllingTerminal), "opening the pseudo-terminal");
        Libc.Check(Libc.Duplicate(terminal, 0), "dup2");
        _ = Libc.Close(terminal);
        var attached = new PseudoTerminal(master);
        new Thread(attached.Drain) { IsBackground = true, Name = "terminal" }.Start();
        return attached;
    }

    /// <summary>Types a line.</summary>
    public unsafe void WriteLine(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text + "\n");
        fixed (byte* start = bytes)
            _ = Libc.Write(_master, start, (nuint)bytes.Length);
    }

    // What the engine prints to its terminal has no reader; unread, it would fill the terminal's buffer and block the engine.
    unsafe void Drain()
    {
        var buffer = stackalloc byte[512];
        while (Libc.Read(_master, buffer, 512) > 0)
        {
        }
    }
}
