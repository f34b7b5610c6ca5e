using System.ComponentModel;
using System.Globalization;
using Almagest.ClickHouse.Engine.Configuration;
using Almagest.ClickHouse.Http;

namespace Almagest.ClickHouse.Engine;

/// <summary>Takes an engine from nothing to its first answer.</summary>
sealed class EngineLauncher(EngineFolder folder, EngineOptions options, string library, EngineLog log, TimeProvider time)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    // An engine whose server was killed ends within a second; so long the folder may still be locked.
    static readonly TimeSpan OrphanPatience = TimeSpan.FromSeconds(5);

    /// <summary>Starts a process with fresh secrets and waits until it answers.</summary>
    /// <exception cref="EngineStartException">It did not come up; no process is left behind.</exception>
    public async Task<EngineInstance> LaunchAsync(CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await LaunchOnceAsync(ct).ConfigureAwait(false);
            }
            catch (EngineStartException failed) when (failed.Failure == EngineStartFailure.FolderInUse && time.GetElapsedTime(begun) < OrphanPatience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, ct).ConfigureAwait(false);
            }
        }
    }

    async Task<EngineInstance> LaunchOnceAsync(CancellationToken ct)
    {
        var secrets = EngineSecrets.Create();
        using var timeout = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        var process = StartProcess(secrets);
        try
        {
            return await ReadyAsync(process, secrets, either.Token).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            process.Kill();
            await process.Exited.ConfigureAwait(false);
            process.Dispose();
            if (failed is OperationCanceledException && !ct.IsCancellationRequested)
                throw new EngineStartException(EngineStartFailure.TimedOut, $"the engine was not ready within {options.StartTimeout}; its log ends with:\n{log.Tail()}", failed);
            throw;
        }
        finally
        {
            // The engine has read them; what is not on the disk cannot be read from there.
            File.Delete(folder.Users);
            File.Delete(folder.Config);
        }
    }

    EngineProcess StartProcess(EngineSecrets secrets)
    {
        log.Clear();
        try
        {
            File.Delete(folder.Port);
            EngineFolder.WriteSecret(folder.Users, EngineUsers.Write(options, secrets));
            EngineFolder.WriteSecret(folder.Config, EngineConfiguration.Write(folder, options, secrets));
            return EngineProcess.Start(folder, library, log);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw EngineFolder.Unusable(folder.Root, refused);
        }
        catch (Win32Exception refused)
        {
            throw new EngineStartException(EngineStartFailure.Ended, $"the engine's process cannot be started: {refused.Message}", refused);
        }
    }

    async Task<EngineInstance> ReadyAsync(EngineProcess process, EngineSecrets secrets, CancellationToken ct)
    {
        var port = await PortAsync(process, ct).ConfigureAwait(false);
        var connection = new EngineConnection(new StoreAddress(
            new Uri($"http://127.0.0.1:{port}"), new(EngineHttp.Writer, secrets.WriterPassword), new(EngineHttp.Reader, secrets.ReaderPassword))
        {
            Secret = secrets.Header,
            Database = EngineHttp.Database,
        });
        try
        {
            await connection.RunAsync($"CREATE DATABASE IF NOT EXISTS {EngineHttp.Database}", ct).ConfigureAwait(false);
            var version = await connection.RunAsync("SELECT version()", ct).ConfigureAwait(false);
            return new EngineInstance(process, connection, version, time.GetTimestamp());
        }
        catch (HttpRequestException failed)
        {
            connection.Dispose();
            throw EngineFailures.Explain(folder, log, $"does not answer: {failed.Message}", failed);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    async Task<int> PortAsync(EngineProcess process, CancellationToken ct)
    {
        while (true)
        {
            if (File.Exists(folder.Port)
                && await File.ReadAllTextAsync(folder.Port, ct).ConfigureAwait(false) is [.., '\n'] text
                && int.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var port))
                return port;
            if (process.Exited.IsCompleted)
                throw EngineFailures.Explain(folder, log, $"ended while starting ({process.ExitDescription})");
            await Task.Delay(Poll, time, ct).ConfigureAwait(false);
        }
    }
}
