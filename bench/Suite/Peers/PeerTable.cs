using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Bench.Accuracy;
using Ntk.Bench.Limits;
using Ntk.Cli;
using Ntk.Data;
using Ntk.Engine.Gram;

namespace Ntk.Bench.Suite.Peers;

/// <summary>How the table is made.</summary>
/// <param name="Python">A Python with the peer.</param>
/// <param name="Script">What it runs.</param>
/// <param name="Cases">Networks and sizes.</param>
/// <param name="Rounds">How often each is timed.</param>
/// <param name="Cifar">A folder of CIFAR-10; null for drawn images.</param>
/// <param name="Golden">A folder of golden kernels; null for none.</param>
/// <param name="GoldenFilter">What the names of golden kernels contain.</param>
/// <param name="Patience">How long the peer may take for one answer.</param>
internal sealed record PeerSettings(
    string Python, string Script, IReadOnlyList<PeerCase> Cases, int Rounds, string? Cifar, string? Golden, string GoldenFilter, TimeSpan Patience);

/// <summary>Times and compares the kernels of another library and of Ntk, one after the other on the same inputs.</summary>
internal sealed class PeerTable : IDisposable
{
    // A worker's clock ticks in fractions of a microsecond; so short a run of Ntk is repeated.
    private const double ShortestRun = 0.02;

    // More is no rounding: the libraries then compute different networks.
    private const double LargestPlausibleError = 1e-2;

    private readonly PeerSettings settings;
    private readonly PeerInputs inputs;
    private readonly Dictionary<Precision, PeerWorker> workers = [];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ntk-peers-");
    private readonly Action<string> log;
    private readonly CancellationToken cancellation;

    private PeerTable(PeerSettings settings, Action<string> log, CancellationToken cancellation)
    {
        this.settings = settings;
        this.log = log;
        this.cancellation = cancellation;
        inputs = new(settings.Cifar);
    }

    /// <summary>Measures all cases in both precisions.</summary>
    /// <param name="settings">What to measure.</param>
    /// <param name="log">Told of each step.</param>
    /// <param name="cancellation">Stops it between two steps, or while the peer computes.</param>
    /// <exception cref="PeerMissingException">The peer cannot be imported.</exception>
    /// <exception cref="PeerFailedException">Its process failed.</exception>
    public static PeerResults Measure(PeerSettings settings, Action<string> log, CancellationToken cancellation)
    {
        using var table = new PeerTable(settings, log, cancellation);
        return table.Run();
    }

    public void Dispose()
    {
        foreach (PeerWorker worker in workers.Values)
            worker.Dispose();
        folder.Delete(recursive: true);
    }

    private PeerResults Run()
    {
        // One process a precision: JAX decides at its start whether there is float64.
        Precision[] precisions = Enum.GetValues<Precision>();
        foreach (Precision precision in precisions)
            workers[precision] = PeerWorker.Start(settings.Python, settings.Script, precision, settings.Patience, cancellation);

        // Read first, so that a file at fault does not cost the times.
        GoldenFile[] golden = settings.Golden is { } place
            ? [.. GoldenFile.In(place).Where(file => file.Name.Contains(settings.GoldenFilter, StringComparison.OrdinalIgnoreCase))]
            : [];
        PeerSpeed[] speed = [.. settings.Cases.SelectMany(_ => precisions, (peerCase, precision) => Speed(peerCase, precision))];
        PeerAccuracy[] accuracy = [.. golden.SelectMany(_ => precisions, Accuracy)];
        return new(workers[Precision.Float32].Description, inputs.Description, string.Join("; ", precisions.Select(precision => $"{precision.Name()} against {KernelReference.Of(precision).Name}")), speed, accuracy);
    }

    private PeerSpeed Speed(PeerCase peerCase, Precision precision)
    {
        log($"{peerCase.Name}, {precision.Name()}");
        return precision.Run(new SpeedWork(this, peerCase, precision));
    }

    private PeerAccuracy Accuracy(GoldenFile golden, Precision precision)
    {
        log($"{golden.Name}, {precision.Name()}");
        cancellation.ThrowIfCancellationRequested();
        KernelErrors own = precision == Precision.Float32 ? golden.Errors<float>() : golden.Errors<double>();
        PeerWorker worker = workers[precision];
        try
        {
            worker.Prepare(golden.Network, Save("x1", golden.First<double>()), golden.IsSymmetric ? null : Save("x2", golden.Second<double>()));
            return new(golden.Name, precision, own, golden.Exact.ErrorsOf(worker.Read(folder.FullName), precision == Precision.Float32));
        }
        catch (PeerRefusedException)
        {
            return new(golden.Name, precision, own);
        }
    }

    private string Save<T>(string name, Tensor<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string path = Path.Combine(folder.FullName, $"{name}.npy");
        Npy.Write<T>(path, values);
        return path;
    }

    private sealed class SpeedWork(PeerTable table, PeerCase peerCase, Precision precision) : IPrecisionAction<PeerSpeed>
    {
        private readonly MatrixSize peerSize = peerCase.PeerSize, size = peerCase.Size;

        public PeerSpeed Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // The peer's inputs are the first of Ntk's.
            int firstCount = Math.Max(size.Rows, peerSize.Rows), secondCount = Math.Max(size.Columns, peerSize.Columns);
            Tensor<float> first = table.inputs.Take(0, firstCount, peerCase.Input), second = peerCase.IsSymmetric ? first : table.inputs.Take(firstCount, secondCount, peerCase.Input);
            Tensor<float> peerFirst = InputFile.FirstRows(first, peerSize.Rows), peerSecond = InputFile.FirstRows(second, peerSize.Columns);
            PeerWorker worker = table.workers[precision];
            double compilation = worker.Prepare(peerCase.Network, table.Save("x1", peerFirst), peerCase.IsSymmetric ? null : table.Save("x2", peerSecond));
            KernelValues peer = worker.Read(table.folder.FullName);

            var builder = new GramBuilder<T>(peerCase.Network);
            Tensor<T> a = Convert<T>(InputFile.FirstRows(first, size.Rows)), b = Convert<T>(InputFile.FirstRows(second, size.Columns));
            Tensor<T> smallA = Convert<T>(peerFirst), smallB = Convert<T>(peerSecond);
            KernelValues own;
            using (GramResult<T> result = Build(smallA, smallB))
                own = KernelValues.Of(result);
            Build(a, b).Dispose();

            int rounds = table.settings.Rounds;
            double[] peerSeconds = new double[rounds], seconds = new double[rounds], sameSize = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                // The order changes, so that neither always has the machine just warmed up by the other.
                if (round % 2 == 0)
                    peerSeconds[round] = worker.Run() / peerSize.Entries;
                seconds[round] = Seconds(a, b);
                sameSize[round] = size == peerSize ? seconds[round] : Seconds(smallA, smallB);
                if (round % 2 == 1)
                    peerSeconds[round] = worker.Run() / peerSize.Entries;
            }

            var reference = KernelReference.Of(precision);
            MatrixSize judged = reference.Judged(peerCase);
            ExactKernels exact = reference.Compute(
                peerCase.Network, Convert<double>(InputFile.FirstRows(peerFirst, judged.Rows)), Convert<double>(InputFile.FirstRows(peerSecond, judged.Columns)));
            KernelErrors errors = ErrorsOf(peer);
            if (!(errors.Nngp < LargestPlausibleError))
                table.log($"warning: the peer's NNGP kernel differs by {errors.Nngp:G2}: it may not be of the same network.");
            return new(
                peerCase.Name, precision, peerSize, size, new(peerSeconds), new(seconds), new(sameSize), compilation, errors, ErrorsOf(own));

            GramResult<T> Build(Tensor<T> x1, Tensor<T> x2) =>
                peerCase.IsSymmetric ? builder.Build(x1, cancellation: table.cancellation) : builder.Build(x1, x2, cancellation: table.cancellation);

            double Seconds(Tensor<T> x1, Tensor<T> x2) => Stopwatches.Mean(() => Build(x1, x2).Dispose(), ShortestRun) / x1.Lengths[0] / x2.Lengths[0];

            KernelErrors ErrorsOf(KernelValues values) => exact.ErrorsOf(values.Leading(judged.Rows, judged.Columns, peerSize.Columns), precision == Precision.Float32);
        }

        private static Tensor<T> Convert<T>(Tensor<float> values)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Tensor.Create([.. values.Select(T.CreateTruncating)], values.Lengths);
    }
}
