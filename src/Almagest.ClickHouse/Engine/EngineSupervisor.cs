using Almagest.ClickHouse.Http;
using Microsoft.Extensions.Logging;

namespace Almagest.ClickHouse.Engine;

/// <summary>
/// Keeps one embedded engine running: starts it, tells callers where it is, starts it again when it ends unasked, and stops it.
/// Safe for concurrent use.
/// </summary>
public sealed partial class EngineSupervisor(EngineOptions options, TimeProvider time, ILogger<EngineSupervisor> logger) : IStoreEndpoint, IAsyncDisposable
{
    readonly Lock _gate = new();
    readonly EngineFolder _folder = new(options.Folder);
    readonly EngineLog _log = new(logger);
    readonly CancellationTokenSource _stop = new();

    TaskCompletionSource<StoreAddress> _address = NewAddress();
    EngineState _state = EngineState.Stopped;
    EngineInstance? _instance;
    FolderLock? _lock;
    Task _watch = Task.CompletedTask;
    string? _version;
    string? _lastError;
    int _restarts;

    /// <summary>The present situation.</summary>
    public EngineStatus Status
    {
        get
        {
            lock (_gate)
            {
                var running = _instance;
                return new EngineStatus(_state)
                {
                    Version = _version,
                    ProcessId = running?.Process.Id,
                    Port = running?.Address.Url.Port,
                    Uptime = running is null ? null : time.GetElapsedTime(running.ReadySince),
                    Restarts = _restarts,
                    Memory = running is null ? null : ProcessMemory.Read(running.Process.Id),
                    LastError = _lastError,
                };
            }
        }
    }

    /// <summary>Starts the engine and returns once it answers. May be called once.</summary>
    /// <exception cref="EngineStartException">It cannot be started; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        EngineOptionsCheck.Require(options);
        var library = EngineLibraryFile.Find(options.LibraryPath);
        _folder.Create();
        _lock = FolderLock.Take(_folder);
        var launcher = new EngineLauncher(_folder, options, library, _log, time);
        Enter(EngineState.Starting);
        try
        {
            Publish(await launcher.LaunchAsync(ct).ConfigureAwait(false));
        }
        catch (Exception failed)
        {
            Close(EngineState.Stopped, failed.Message);
            throw;
        }
        _watch = WatchAsync(launcher);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreAddress> GetAddressAsync(CancellationToken ct)
    {
        Task<StoreAddress> address;
        lock (_gate) address = _address.Task;
        if (address.IsCompleted)
            return await address.ConfigureAwait(false);
        try
        {
            return await address.WaitAsync(options.RestartPatience, time, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new StoreUnavailableException($"the engine is {Status.State.ToString().ToLowerInvariant()} and was not ready within {options.RestartPatience}; try again later");
        }
    }

    /// <summary>
    /// Stops the engine and returns when its process has ended. Queries still running are cancelled. Dispose clients first: with
    /// their idle connections open it takes 5 s instead of 0.1 s.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
        if (_instance is { } running)
        {
            Enter(EngineState.Stopping);
            await running.StopAsync(time).ConfigureAwait(false);
            Stopped(running.Process.Id);
        }
        Close(EngineState.Stopped, error: null);
        _stop.Dispose();
    }

    async Task WatchAsync(EngineLauncher launcher)
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            if (!await EndedAsync(_instance!).ConfigureAwait(false))
                return;
            failures = time.GetElapsedTime(_instance!.ReadySince) < RestartDelay.QuickEnd ? failures + 1 : 1;
            Retract(_instance);
            try
            {
                failures = await RestartAsync(launcher, failures).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            if (failures < 0)
                return;
        }
    }

    /// <summary>Waits for the process; false when the supervisor is to stop.</summary>
    async Task<bool> EndedAsync(EngineInstance running)
    {
        var stopping = Task.Delay(Timeout.InfiniteTimeSpan, time, _stop.Token);
        return await Task.WhenAny(running.Process.Exited, stopping).ConfigureAwait(false) != stopping;
    }

    /// <summary>Tries until an engine answers; gives the failures so far, or -1 after giving up.</summary>
    async Task<int> RestartAsync(EngineLauncher launcher, int failures)
    {
        while (failures < options.FailuresBeforeGivingUp)
        {
            await Task.Delay(RestartDelay.After(failures), time, _stop.Token).ConfigureAwait(false);
            try
            {
                Publish(await launcher.LaunchAsync(_stop.Token).ConfigureAwait(false));
                return failures;
            }
            catch (EngineStartException failed)
            {
                failures++;
                lock (_gate) _lastError = failed.Message;
                StartFailed(failures, failed.Message);
            }
        }
        GaveUp(failures);
        Close(EngineState.GaveUp, _lastError);
        return -1;
    }

    void Publish(EngineInstance instance)
    {
        lock (_gate)
        {
            if (_state == EngineState.Restarting) _restarts++;
            _instance = instance;
            _version = instance.Version;
            _state = EngineState.Ready;
            _address.SetResult(instance.Address);
        }
        Ready(instance.Version, instance.Process.Id, instance.Address.Url.Port);
    }

    void Retract(EngineInstance ended)
    {
        var error = $"the engine ended unasked ({ended.Process.ExitDescription}); its log ends with:\n{_log.Tail()}";
        lock (_gate)
        {
            _state = EngineState.Restarting;
            _instance = null;
            _lastError = error;
            _address = NewAddress();
        }
        EndedUnasked(ended.Process.Id, ended.Process.ExitDescription);
        ended.Dispose();
    }

    void Enter(EngineState state)
    {
        lock (_gate)
        {
            _state = state;
            // From here on nobody is given the address of an engine that is about to go.
            if (state == EngineState.Stopping) _address = NewAddress();
        }
    }

    void Close(EngineState state, string? error)
    {
        lock (_gate)
        {
            _state = state;
            _lastError = error ?? _lastError;
            _instance?.Dispose();
            _instance = null;
            if (_address.Task.IsCompleted) _address = NewAddress();
            _address.SetException(new StoreUnavailableException(state == EngineState.GaveUp
                ? $"the engine ended too often and is not started again: {_lastError}"
                : "the engine is stopped"));
            // Nobody may be waiting: an exception nobody sees is not to be reported as unobserved.
            _ = _address.Task.Exception;
        }
        _lock?.Dispose();
        _lock = null;
    }

    static TaskCompletionSource<StoreAddress> NewAddress() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Information, "engine ClickHouse {Version} is ready: process {ProcessId}, port {Port}")]
    partial void Ready(string version, int processId, int port);

    [LoggerMessage(LogLevel.Warning, "engine process {ProcessId} ended unasked ({How}); starting it again")]
    partial void EndedUnasked(int processId, string how);

    [LoggerMessage(LogLevel.Error, "engine did not start (failure {Failures}): {Reason}")]
    partial void StartFailed(int failures, string reason);

    [LoggerMessage(LogLevel.Critical, "engine failed {Failures} times in a row and is not started again; restart the program once the cause is removed")]
    partial void GaveUp(int failures);

    [LoggerMessage(LogLevel.Information, "engine process {ProcessId} stopped")]
    partial void Stopped(int processId);
}
