# The reference for cocoapods: Pod::Version and Pod::Requirement of CocoaPods' Core.
#   python tests/oracles/tables.py cocoapods ruby -I CORE/lib tests/oracles/cocoapods.rb
# CORE is a checkout of CocoaPods/Core. Where the segments of two versions are equal ("1.0", "1.0.0"), `>` and `<` there go on to
# compare the text; that tie is left out, as `==`, `>=` and `<=` do.
require "json"
require "cocoapods-core/gem_version"
require "cocoapods-core/vendor"
require "cocoapods-core/version"
require "cocoapods-core/requirement"

class Pod::Version
  def <=>(other)
    compare_segments(other)
  end
end

def version(text)
  text.strip.empty? ? nil : Pod::Version.new(text)
rescue ArgumentError
  nil
end

def requirement(text)
  return Pod::Requirement.default if text.strip.empty?
  Pod::Requirement.new(text.split(",", -1))
rescue ArgumentError
  nil
end

puts "CocoaPods Core #{Pod::CORE_VERSION}"
STDIN.each_line do |line|
  kind, one, other = JSON.parse(line)
  first = version(one)
  second = kind == "compare" ? version(other) : requirement(other)
  if first.nil? || second.nil?
    puts "null"
  else
    puts JSON.generate(kind == "compare" ? first <=> second : second.satisfied_by?(first))
  end
end
