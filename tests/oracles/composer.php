<?php
// The reference for composer: composer/semver.
//   python tests/oracles/tables.py composer php tests/oracles/composer.php AUTOLOAD VERSION
// AUTOLOAD is the library's autoload.php, VERSION what to call it. A branch has no place in the order.
require $argv[1];

use Composer\Semver\Semver;
use Composer\Semver\VersionParser;

function answer(string $kind, string $one, string $other)
{
    $parser = new VersionParser();
    try {
        $first = $parser->normalize($one);
        if ($kind === 'satisfies') {
            return Semver::satisfies($one, $other);
        }
        $second = $parser->normalize($other);
    } catch (UnexpectedValueException $e) {
        return null;
    }
    return str_starts_with($first, 'dev-') || str_starts_with($second, 'dev-') ? null : version_compare($first, $second);
}

echo "composer/semver {$argv[2]}\n";
while (($line = fgets(STDIN)) !== false) {
    echo json_encode(answer(...json_decode($line))), "\n";
}
