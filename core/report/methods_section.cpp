// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_document.h"

namespace faultline::report {

Section methodsSection() {
    Section section{"methods", "Methods and references"};
    SectionTable table;
    table.columns = {{"what"}, {"how"}, {"reference"}};
    table.rows = {
        {"confusion",
         "sum over true classes of Pearson's X² of predicted class × mode, permuted within the "
         "true class; effect V",
         "Phipson and Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9; Bergsma 2013, J. Korean Stat. Soc. 42"},
        {"representation", "pairs of neighbours with the same mode, permuted within the class pair; effect H",
         "Schilling 1986, J. Am. Stat. Assoc. 81; Henze 1988, Ann. Stat. 16"},
        {"excess", "generalised Cochran–Mantel–Haenszel over true classes, permuted; Mantel–Haenszel ratios",
         "Landis, Heyman and Koch 1978, Int. Stat. Rev. 46; Mantel and Haenszel 1959, J. Natl. Cancer Inst. "
         "22; Greenland and Robins 1985, Biometrics 41; Robins, Breslow and Greenland 1986, Biometrics 42"},
        {"several tests", "adjusted p-values", "Holm 1979, Scand. J. Stat. 6"},
        {"shares", "simultaneous intervals in a finite population", "Goodman 1965, Technometrics 7"},
        {"weighted shares", "stratified estimator", "Cochran 1977, Sampling Techniques, chapter 5"},
        {"equal shares", "Pearson's X², G, exact multinomial test",
         "Read and Cressie 1988, Goodness-of-Fit "
         "Statistics"},
        {"mode and class", "exact test of tables with the same margins, or random ones; adjusted residuals",
         "Freeman and Halton 1951, Biometrika 38; Patefield 1981, Appl. Stat. 30 (AS 159); Haberman 1973, "
         "Biometrics 29"},
        {"clusters", "k-means; adjusted Rand and adjusted mutual information",
         "Lloyd 1982, IEEE Trans. Inf. Theory 28; Arthur and Vassilvitskii 2007, SODA; Hubert and Arabie "
         "1985, J. Classif. 2; Vinh, Epps and Bailey 2010, J. Mach. Learn. Res. 11"},
        {"calibration", "expected calibration error, percentile bootstrap",
         "Guo et al. 2017, ICML; Efron 1979, Ann. Stat. 7"},
        {"other runs", "error consistency", "Geirhos, Meding and Wichmann 2020, NeurIPS"},
        {"human uncertainty", "rank-sum test with ties; probability of superiority",
         "Wilcoxon 1945, Biometrics Bull. 1; Mann and Whitney 1947, Ann. Math. Stat. 18; Brunner and Munzel "
         "2000, Biom. J. 42"},
        {"agreement", "raw agreement, Krippendorff's alpha, Gwet's AC1",
         "Wilson 1927, J. Am. Stat. Assoc. 22; Krippendorff 2004, Content Analysis; Gwet 2008, Br. J. Math. "
         "Stat. Psychol. 61"}};
    section.tables.push_back(std::move(table));
    section.meaning =
        "What each of them asks, assumes and means is explained in Faultline's docs/methods.md.";
    return section;
}

} // namespace faultline::report
