using Ntk.Data;

namespace Ntk.Cli;

/// <summary>Which rows of a source an experiment uses; the same in every precision.</summary>
/// <param name="Train">Training rows that ridges are fitted to.</param>
/// <param name="Validation">Training rows that ridges are compared on.</param>
/// <param name="Test">Test rows, of the source's own test set where it has one.</param>
internal sealed record ExperimentSplit(int[] Train, int[] Validation, int[] Test)
{
    // Enough for a demonstration within a minute.
    private const int LargestDefault = 2000;
    private const double DefaultTestShare = 0.2;

    /// <summary>Divides rows such that each part has its share of every class.</summary>
    /// <exception cref="UsageException">A part would have no rows.</exception>
    /// <exception cref="InsufficientRowsException">There are fewer rows than asked for.</exception>
    public static ExperimentSplit Make<T>(ExperimentSettings settings, LabelledData<T> train, LabelledData<T>? test)
        where T : unmanaged
    {
        int testRows = settings.TestRows ?? Math.Min(LargestDefault, test?.RowCount ?? (int)(train.RowCount * DefaultTestShare));
        int fitRows = settings.TrainRows ?? Math.Min(LargestDefault, test is null ? train.RowCount - testRows : train.RowCount);
        int validationRows = (int)Math.Round(fitRows * settings.ValidationShare);
        if ((validationRows < 1 && settings.ValidationShare > 0) || fitRows - validationRows < 1 || testRows < 1)
            throw new UsageException($"{fitRows} training rows, {validationRows} of them for validation, and {testRows} test rows: each part needs at least one. Change --train, --validation or --test.");

        DataSplit fit = DataSplit.Stratified(train.Labels, train.ClassCount, new(fitRows - validationRows, validationRows, test is null ? testRows : 0), settings.Seed);
        int[] tested = test is null ? fit.Test : DataSplit.Stratified(test.Labels, test.ClassCount, new(0, 0, testRows), settings.Seed).Test;
        return new(fit.Train, fit.Validation, tested);
    }

    /// <summary>The same test rows with fewer rows to train on: the first of each part, whose order is random.</summary>
    /// <param name="fitRows">The most training and validation rows; null for all.</param>
    public ExperimentSplit Limited(int? fitRows)
    {
        int all = Train.Length + Validation.Length;
        if (fitRows is not { } most || most >= all)
            return this;
        int validationRows = Math.Max(Math.Min(1, Validation.Length), (int)Math.Round((double)most * Validation.Length / all));
        return this with { Train = Train[..Math.Max(1, most - validationRows)], Validation = Validation[..validationRows] };
    }
}
