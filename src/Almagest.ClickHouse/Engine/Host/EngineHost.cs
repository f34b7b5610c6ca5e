using System.Globalization;
using System.Runtime.InteropServices;
using Almagest.ClickHouse.Engine.Configuration;

namespace Almagest.ClickHouse.Engine.Host;

/// <summary>
/// The process that holds the engine: loads the library, runs it until the parent asks for its end or is gone. Its configuration
/// lies in the folder; nothing secret is on its command line or in its environment.
/// </summary>
public sealed class EngineHost
{
    const int EngineStackBytes = 64 << 20;

    static readonly TimeSpan CleanEndTime = TimeSpan.FromSeconds(10);
    static readonly TimeSpan OrphanEndTime = TimeSpan.FromSeconds(1);

    readonly EngineFolder _folder;
    readonly ControlPipe _control = ControlPipe.Open();
    readonly PseudoTerminal _terminal;
    volatile bool _stopping;

    EngineHost(EngineFolder folder, PseudoTerminal terminal)
    {
        _folder = folder;
        _terminal = terminal;
    }

    /// <summary>Runs the engine on a prepared folder; returns the exit code, 0 only when the end was asked for.</summary>
    /// <exception cref="EngineStartException">There is no library.</exception>
    public static int Run(string folder)
    {
        var libraryPath = EngineLibraryFile.Find();
        var library = EngineLibrary.Load(libraryPath);
        var parent = Libc.Check(Libc.Duplicate(0), "dup");
        var host = new EngineHost(new EngineFolder(folder), PseudoTerminal.TakeStandardInput());
        var signals = IgnoreSignals();
        ParentWatch.Start(parent, host.Stop);
        var engine = new Thread(() => host.RunEngine(library, libraryPath), EngineStackBytes) { Name = "engine" };
        engine.Start();
        _ = MergePriority.LowerAsync(EngineConfiguration.Cores);
        engine.Join();
        // Without a reference the registrations would be collected, and the next SIGTERM would end the process half-way.
        GC.KeepAlive(signals);
        return host._stopping ? 0 : 1;
    }

    // Ctrl+C and service managers signal every process of the group at once. The server needs its engine until it has stored what
    // it took in, then asks it to stop; if the server dies instead, the pipe tells.
    static PosixSignalRegistration[] IgnoreSignals() =>
    [
        .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
            .Select(static signal => PosixSignalRegistration.Create(signal, static context => context.Cancel = true)),
    ];

    void RunEngine(EngineLibrary library, string libraryPath)
    {
        var arguments = Arguments();
        if (!Landlock.TryConfine(ConfinedPaths.Writable(_folder), ConfinedPaths.Readable(libraryPath)))
            Warn("this system has no Landlock (Linux 5.19): the engine can read every file its user can");
        library.RunCommandLine(arguments);
    }

    // In the form of the engine's own messages, so that the server gives it the right level.
    static void Warn(string text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetUtcNow():yyyy.MM.dd HH:mm:ss.ffffff} [ {Environment.ProcessId} ] {{}} <Warning> EngineHost: {text}"));

    string[] Arguments() =>
    [
        "clickhouse",
        $"--config-file={_folder.Config}",
        "--interactive",
        "--progress=off",
        "--progress-table=off",
        "--disable_suggestion",
        "--history_file=/dev/null",
        "--query",
        $"""
        SYSTEM START LISTEN HTTP;
        SELECT getServerPort('http_port') INTO OUTFILE {Quote(_folder.Port)} TRUNCATE FORMAT TSV;
        SELECT count() FROM file({Quote(_control.Path)}, 'LineAsString', 'l String')
        """,
    ];

    void Stop(bool asked)
    {
        _stopping = true;
        _control.Close();
        _terminal.WriteLine("exit");
        // With a query running the library takes 5 s. An orphan must be gone sooner: the next server may be waiting for the
        // folder, and stored data survive a kill.
        Task.Delay(asked ? CleanEndTime : OrphanEndTime).ContinueWith(
            static _ => Libc.Signal(Environment.ProcessId, Libc.SigKill), TaskScheduler.Default);
    }

    static string Quote(string path) => "'" + path.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal) + "'";
}
