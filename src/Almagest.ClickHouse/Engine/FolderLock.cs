using System.Globalization;

namespace Almagest.ClickHouse.Engine;

/// <summary>
/// Keeps two servers out of one folder. The engine has a lock of its own, but ours tells at once, names the other process, and
/// lets a start wait for the engine of a server that was just killed. The system drops it when the process ends.
/// </summary>
sealed class FolderLock : IDisposable
{
    readonly FileStream _file;

    FolderLock(FileStream file) => _file = file;

    /// <exception cref="EngineStartException">Another process holds it.</exception>
    public static FolderLock Take(EngineFolder folder)
    {
        try
        {
            // Sharing nothing is an advisory lock of the whole file on Unix.
            var file = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(folder.Holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new FolderLock(file);
        }
        catch (IOException taken)
        {
            throw InUse(folder, taken);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw EngineFolder.Unusable(folder.Root, refused);
        }
    }

    public static EngineStartException InUse(EngineFolder folder, Exception? cause = null) => new(EngineStartFailure.FolderInUse,
        $"the folder \"{folder.Root}\" is in use by another server{Holder(folder)}: stop it, or start this one with another --data DIR", cause);

    public void Dispose() => _file.Dispose();

    static string Holder(EngineFolder folder)
    {
        try
        {
            return int.TryParse(File.ReadAllText(folder.Holder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? $" (process {id})" : "";
        }
        catch (IOException)
        {
            // Only the name of the other process is lost.
            return "";
        }
    }
}
