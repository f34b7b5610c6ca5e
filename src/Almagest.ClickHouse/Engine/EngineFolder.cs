namespace Almagest.ClickHouse.Engine;

/// <summary>
/// The engine's folder: <c>data/</c> (ClickHouse's own), <c>log/</c>, <c>run/</c> (files of the running process) and
/// <c>lock</c>. Only its owner may enter.
/// </summary>
sealed class EngineFolder(string path)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root { get; } = Path.GetFullPath(path);

    public string Data => Path.Combine(Root, "data");

    public string Logs => Path.Combine(Root, "log");

    public string Run => Path.Combine(Root, "run");

    public string Log => Path.Combine(Logs, "engine.log");

    public string ErrorLog => Path.Combine(Logs, "engine.err.log");

    public string Config => Path.Combine(Run, "config.xml");

    public string Users => Path.Combine(Run, "users.xml");

    /// <summary>Written by the engine once it listens.</summary>
    public string Port => Path.Combine(Run, "port");

    public string Lock => Path.Combine(Root, "lock");

    /// <summary>Names the process that holds <see cref="Lock"/>.</summary>
    public string Holder => Path.Combine(Run, "server.pid");

    /// <summary>Creates what is missing and takes everybody else's access away.</summary>
    /// <exception cref="EngineStartException">It cannot be created or written.</exception>
    public void Create()
    {
        // ClickHouse reads \\ in its paths as an escape and ends without a word.
        if (Root.Contains('\\', StringComparison.Ordinal))
            throw new EngineStartException(EngineStartFailure.FolderUnusable, $"the engine cannot use the folder \"{Root}\": a path with \"\\\" does not work; choose another with --data DIR");
        try
        {
            foreach (var folder in new[] { Root, Data, Logs, Run })
            {
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(folder);
                    continue;
                }
                Directory.CreateDirectory(folder, OwnerOnly);
                File.SetUnixFileMode(folder, OwnerOnly);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unusable(Root, refused);
        }
    }

    public static EngineStartException Unusable(string path, Exception refused) => new(EngineStartFailure.FolderUnusable,
        $"the engine cannot use the folder \"{path}\": {refused.Message}; choose another with --data DIR or correct its owner", refused);

    /// <summary>Writes a file only its owner may read.</summary>
    public static void WriteSecret(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
