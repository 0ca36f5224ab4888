using Ntk.Data;

#pragma warning disable NUnit1027 // FsCheck supplies the arguments of its properties.

namespace Ntk.Tests.Data;

public class SplitTests
{
    [Test]
    public void SplitMix64_gives_the_published_numbers()
    {
        SplitMix64 random = new(seed: 1234567);

        Assert.That(
            (ulong[])[random.Next(), random.Next(), random.Next(), random.Next(), random.Next()],
            Is.EqualTo((ulong[])[6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]));
    }

    [Test]
    public void Permutations_are_the_same_on_every_platform()
    {
        Assert.That(SplitMix64.Permutation(10, seed: 0), Is.EqualTo((int[])[4, 9, 2, 5, 1, 7, 6, 0, 3, 8]));
        Assert.That(SplitMix64.Permutation(10, seed: 42), Is.EqualTo((int[])[8, 3, 6, 5, 4, 0, 9, 2, 1, 7]));
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool A_permutation_has_every_number_once(ushort count, ulong seed) =>
        SplitMix64.Permutation(count % 2000, seed).Order().SequenceEqual(Enumerable.Range(0, count % 2000));

    [Test]
    public void Every_order_of_four_numbers_is_equally_likely()
    {
        const int trials = 24_000;
        Dictionary<string, int> counts = [];
        for (ulong seed = 0; seed < trials; seed++)
        {
            string order = string.Join(' ', SplitMix64.Permutation(4, seed));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        // Binomial, 24000 trials of 1/24: five standard deviations are 155.
        Assert.That(counts, Has.Count.EqualTo(24));
        Assert.That(counts.Values, Has.All.EqualTo(trials / 24).Within(155));
    }

    [Test]
    public void Numbers_below_a_bound_are_uniform_even_if_it_is_large()
    {
        const ulong bound = 3UL << 62;
        SplitMix64 random = new(seed: 7);
        int[] remainders = new int[3];
        for (int trial = 0; trial < 30_000; trial++)
        {
            ulong number = random.NextBelow(bound);
            Assert.That(number, Is.LessThan(bound));
            remainders[number % 3]++;
        }

        // Without drawing again, the multiples of 3 would come twice as often as they should.
        Assert.That(remainders, Has.All.EqualTo(10_000).Within(400));
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Parts_have_their_sizes_and_no_row_in_common(byte train, byte validation, byte test, byte left, ulong seed)
    {
        SplitSizes sizes = new(train, validation, test);
        DataSplit split = DataSplit.Random(train + validation + test + left, sizes, seed);
        int[] rows = [.. split.Train, .. split.Validation, .. split.Test];

        return split.Train.Length == train && split.Validation.Length == validation && split.Test.Length == test
            && rows.Distinct().Count() == rows.Length && rows.All(row => row >= 0 && row < train + validation + test + left);
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Stratified_parts_have_their_share_of_every_class(byte[] labelChoices, byte trainChoice, byte validationChoice, ulong seed)
    {
        int[] labels = [.. labelChoices.Select(label => label % 5)];
        int train = trainChoice % (labels.Length + 1);
        int validation = validationChoice % (labels.Length - train + 1);
        DataSplit split = DataSplit.Stratified(labels, 5, new SplitSizes(train, validation, labels.Length - train - validation), seed);
        int[] rows = [.. split.Train, .. split.Validation, .. split.Test];
        if (!rows.Order().SequenceEqual(Enumerable.Range(0, labels.Length)) || split.Train.Length != train || split.Validation.Length != validation)
            return false;

        int[] all = Labels.Counts(labels, 5);
        int[] inTrain = Labels.Counts([.. split.Train.Select(row => labels[row])], 5);
        int[] inValidation = Labels.Counts([.. split.Validation.Select(row => labels[row])], 5);
        return Enumerable.Range(0, 5).All(label =>
            Math.Abs(inTrain[label] - ((double)all[label] * train / Math.Max(1, labels.Length))) < 1
            && Math.Abs(inValidation[label] - ((double)(all[label] - inTrain[label]) * validation / Math.Max(1, labels.Length - train))) < 1);
    }

    [Test]
    public void Stratified_splits_are_the_same_on_every_platform()
    {
        DataSplit split = DataSplit.Stratified([0, 0, 0, 0, 0, 0, 1, 1, 1, 2], 3, new SplitSizes(5, 3, 2), seed: 1);

        Assert.That(split.Train, Is.EqualTo((int[])[0, 1, 4, 8, 7]));
        Assert.That(split.Validation, Is.EqualTo((int[])[2, 3, 6]));
        Assert.That(split.Test, Is.EqualTo((int[])[9, 5]));
    }

    [Test]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.That(
            () => DataSplit.Random(10, new SplitSizes(9, 1, 1), seed: 0),
            Throws.TypeOf<InsufficientRowsException>().With.Property("Requested").EqualTo(11).And.Property("Available").EqualTo(10));
        Assert.That(() => DataSplit.Random(10, new SplitSizes(int.MaxValue, int.MaxValue, 2), seed: 0), Throws.TypeOf<InsufficientRowsException>());
        Assert.That(() => DataSplit.Stratified([0, 1], 2, new SplitSizes(3, 0, 0), seed: 0), Throws.TypeOf<InsufficientRowsException>());
        Assert.That(() => DataSplit.Random(10, new SplitSizes(-1, 1, 1), seed: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Fractions_are_kept_to_within_a_row(int rowChoice, byte trainChoice, byte validationChoice)
    {
        int rows = Math.Abs(rowChoice % 1_000_000);
        double train = trainChoice / 256.0;
        double validation = (1 - train) * validationChoice / 256.0;
        SplitSizes sizes = SplitSizes.FromFractions(rows, train, validation, 1 - train - validation);

        return sizes.Total == rows && Math.Abs(sizes.Train - (train * rows)) <= 0.5 && Math.Abs(sizes.Validation - (validation * rows)) <= 1;
    }

    [Test]
    public void Fractions_that_sum_to_1_by_decimals_leave_no_row()
    {
        Assert.That(SplitSizes.FromFractions(10, 0.7, 0.2, 0.1), Is.EqualTo(new SplitSizes(7, 2, 1)));
        Assert.That(SplitSizes.FromFractions(1797, 0.6, 0.2, 0.2).Total, Is.EqualTo(1797));
        Assert.That(SplitSizes.FromFractions(0, 0.5, 0.25, 0.25).Total, Is.Zero);
    }

    [TestCase(0.8, 0.2, 0.1)]
    [TestCase(-0.1, 0.2, 0.1)]
    [TestCase(0.1, double.NaN, 0.1)]
    [TestCase(0.1, 0.1, 1.5)]
    public void Fractions_that_are_none_are_refused(double train, double validation, double test) =>
        Assert.That(() => SplitSizes.FromFractions(10, train, validation, test), Throws.TypeOf<ArgumentOutOfRangeException>());
}
