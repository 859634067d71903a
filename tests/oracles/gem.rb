# The reference for gem: Gem::Version and Gem::Requirement of the Ruby at hand.
#   python tests/oracles/tables.py gem ruby tests/oracles/gem.rb
# Ruby takes a blank version for 0; here it is no version.
require "json"
require "rubygems"

def version(text)
  text.strip.empty? ? nil : Gem::Version.new(text)
rescue ArgumentError
  nil
end

def requirement(text)
  return Gem::Requirement.default if text.strip.empty?
  Gem::Requirement.new(text.split(",", -1))
rescue ArgumentError
  nil
end

puts "RubyGems #{Gem::VERSION}"
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
