using System.Runtime.InteropServices;

namespace Almagest.ClickHouse.Engine.Host;

/// <summary>
/// Takes away the calling thread's access to the file system, and that of all threads it starts from now on, but for the paths
/// allowed: so a function such as <c>file()</c>, which no grant of ClickHouse covers, finds nothing to read outside. Linux 5.19
/// and later; elsewhere nothing changes. (linux/landlock.h, man 7 landlock.)
/// </summary>
static class Landlock
{
    const int CreateRuleset = 444;
    const int AddRule = 445;
    const int RestrictSelf = 446;
    const int AskForVersion = 1;
    const int PathBeneath = 1;
    const int NoNewPrivileges = 38;

    const ulong Execute = 1;
    const ulong WriteFile = 1 << 1;
    const ulong ReadFile = 1 << 2;
    const ulong ReadFolder = 1 << 3;
    const ulong FirstVersion = (1 << 13) - 1;
    const ulong Rename = 1 << 13;
    const ulong Truncate = 1 << 14;

    /// <summary>Confines this thread. False, with nothing changed, when the system cannot.</summary>
    public static bool TryConfine(IReadOnlyList<string> writable, IReadOnlyList<string> readable)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var version = Libc.SystemCall(CreateRuleset, 0, 0, AskForVersion, 0);
        // Version 1 refuses every rename between folders, which is how ClickHouse publishes a part.
        if (version < 2)
            return false;
        var handled = FirstVersion | Rename | (version >= 3 ? Truncate : 0);
        var ruleset = NewRuleset(handled);
        if (ruleset < 0)
            return false;
        try
        {
            foreach (var path in writable)
                Allow(ruleset, path, handled);
            foreach (var path in readable)
                Allow(ruleset, path, Execute | ReadFile | ReadFolder);
            return Libc.ProcessControl(NoNewPrivileges, 1, 0, 0, 0) == 0 && Libc.SystemCall(RestrictSelf, ruleset, 0, 0, 0) == 0;
        }
        finally
        {
            _ = Libc.Close(ruleset);
        }
    }

    // struct landlock_ruleset_attr; its first field alone is valid too.
    static unsafe int NewRuleset(ulong handled) => (int)Libc.SystemCall(CreateRuleset, (nint)(&handled), sizeof(ulong), 0, 0);

    static unsafe void Allow(int ruleset, string path, ulong access)
    {
        var descriptor = Libc.Open(path, Libc.PathOnly | Libc.CloseOnExec);
        if (descriptor < 0)
            return; // Not on this machine, so there is nothing to allow.
        var rule = new PathRule(File.Exists(path) ? access & (Execute | WriteFile | ReadFile | Truncate) : access, descriptor);
        _ = Libc.SystemCall(AddRule, ruleset, PathBeneath, (nint)(&rule), 0);
        _ = Libc.Close(descriptor);
    }

    /// <summary><c>struct landlock_path_beneath_attr</c>, which is packed.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    readonly record struct PathRule(ulong Access, int Descriptor);
}
