using System.Runtime.InteropServices;

namespace Almagest.ClickHouse.Engine.Host;

/// <summary>The loaded library: the two of its exported functions that we call.</summary>
sealed unsafe class EngineLibrary
{
    readonly delegate* unmanaged<int, byte**, nint> _runCommandLine;

    EngineLibrary(nint handle)
    {
        // Before anything else: the library would take SIGSEGV and others from .NET, and the next NullReferenceException in this
        // process would be its end.
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(handle, "chdb_set_signal_handlers_enabled"))(0);
        _runCommandLine = (delegate* unmanaged<int, byte**, nint>)NativeLibrary.GetExport(handle, "chdb_query_cmdline");
    }

    /// <exception cref="EngineStartException">The file is not a library this system can load, or not this one.</exception>
    public static EngineLibrary Load(string path)
    {
        try
        {
            return new(NativeLibrary.Load(path));
        }
        catch (Exception refused) when (refused is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new EngineStartException(EngineStartFailure.NoLibrary, $"the engine library \"{path}\" cannot be loaded: {refused.Message}", refused);
        }
    }

    /// <summary>
    /// Runs <c>clickhouse local</c> with these arguments and returns when it ends. Errors are on standard error only. Needs a
    /// stack of 64 MB, and may be called once per process.
    /// </summary>
    public void RunCommandLine(IReadOnlyList<string> arguments)
    {
        // The library keeps pointers into its arguments, so they stay allocated until the process ends.
        var argv = (byte**)NativeMemory.AllocZeroed((nuint)arguments.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < arguments.Count; i++)
            argv[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        _ = _runCommandLine(arguments.Count, argv);
    }
}
